import Capture
import Config
import Glibc
import Host
import HostNetwork
import Ledger
import Netlink
import Plans
import System

/// The exit codes of sysexits.h that dhcpward uses, beside 64, which is the command-line parser's.
enum Status: Int32 {
  case notAsAsked = 1
  case badData = 65
  case unavailable = 69
  case bug = 70
  case cannotCreate = 73
  case inputOutput = 74
  case tryAgain = 75
  case notPermitted = 77
  case configuration = 78
}

/// The exit code of an error of any room.
func status(of error: any Error) -> Status {
  switch error {
  case let error as Refusal: error.status
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

private func status(of errno: Int32) -> Status {
  errno == EPERM || errno == EACCES ? .notPermitted : .unavailable
}

private func status(of failure: InstanceLock.Failure) -> Status {
  switch failure {
  case .held: .tryAgain
  case .system(let error):
    switch error.errno {
    case EPERM, EACCES: .notPermitted
    default: .cannotCreate
    }
  }
}

private func status(of kind: CaptureError.Kind) -> Status {
  switch kind {
  case .badData: .badData
  case .missing, .inputOutput: .inputOutput
  case .unavailable: .unavailable
  case .notPermitted: .notPermitted
  }
}
