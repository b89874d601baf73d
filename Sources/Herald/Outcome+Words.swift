import Kernel
import Rules

extension Errand.Outcome {
  /// What there is to complain of; nil when all went well, or when it was called off.
  func complaint(limit: Duration) -> String? {
    switch self {
    case .done, .calledOff: nil
    case .notStarted(let reason): "\(reason); see that the program is there and may be run"
    case .exited(let code, let line): "exit status \(code)" + Self.clause(line)
    case .killed(let signal, let line): "ended by signal \(signal)" + Self.clause(line)
    case .late(let line): "no end after \(limit.compact), and it was ended" + Self.clause(line)
    }
  }

  private static func clause(_ line: String) -> String { line.isEmpty ? "" : ": \(line)" }
}
