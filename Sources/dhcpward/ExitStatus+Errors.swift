import Capture
import Config
import Control
import Glibc
import Host
import HostNetwork
import Ledger
import Netlink
import Plans
import System

/// The exit code of an error of any room.
func status(of error: any Error) -> ExitStatus {
  switch error {
  case let error as Refusal: error.status
  case let error as ControlError: error.status
  case is ConfigError: .configuration
  case let error as CaptureError: status(of: error.kind)
  case let error as NetlinkError: error.isNotPermitted ? .notPermitted : .unavailable
  case let error as ToolError: error.isNotPermitted ? .notPermitted : .unavailable
  case is Unreachable: .unavailable
  case let error as ApplyError: status(of: error.cause)
  case let error as SystemError where error.isCreation: .cannotCreate
  case let error as SystemError: error.isInputOutput ? .inputOutput : status(of: error.errno)
  case let error as InstanceLock.Failure: status(of: error)
  case is LedgerError: .inputOutput
  case let error as PlanError: error.isBadInput ? .badData : .unavailable
  default: .bug
  }
}

private func status(of errno: Int32) -> ExitStatus {
  errno == EPERM || errno == EACCES ? .notPermitted : .unavailable
}

private func status(of failure: InstanceLock.Failure) -> ExitStatus {
  switch failure {
  case .held: .tryAgain
  case .system(let error):
    switch error.errno {
    case EPERM, EACCES: .notPermitted
    default: .cannotCreate
    }
  }
}

private func status(of kind: CaptureError.Kind) -> ExitStatus {
  switch kind {
  case .badData: .badData
  case .missing, .inputOutput: .inputOutput
  case .unavailable: .unavailable
  case .notPermitted: .notPermitted
  }
}
