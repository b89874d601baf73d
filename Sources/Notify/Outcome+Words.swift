import Plans
import System

extension ExternalProgram.Outcome {
  /// What there is to complain of; nil when all went well, or when it was called off. `missing` is what to do when the
  /// program cannot be started.
  func complaint(
    limit: Duration, missing: String = "see that the program is there and may be run"
  ) -> String? {
    switch self {
    case .done, .calledOff: nil
    case .notStarted(let reason): "\(reason); \(missing)"
    case .exited(let code, let line): "exit status \(code)" + Self.clause(line)
    case .killed(let signal, let line): "ended by signal \(signal)" + Self.clause(line)
    case .late(let line): "no end after \(limit.compact), and it was ended" + Self.clause(line)
    }
  }

  private static func clause(_ line: String) -> String { line.isEmpty ? "" : ": \(line)" }
}
