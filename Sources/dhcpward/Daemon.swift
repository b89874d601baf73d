import Kernel

/// The running daemon of this network namespace, as commands speak with it.
enum Daemon {
  /// Its answer to a line; nil when none runs here.
  static func ask(_ line: String) throws -> String? {
    for interface in ControlClient.guarded {
      if let answer = try ControlClient.ask(interface, line) { return answer }
    }
    return nil
  }
}
