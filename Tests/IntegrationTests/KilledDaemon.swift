import Foundation
import TestKit
import Testing

extension Daemon {
  /// Starts one, has it block the flooder, and stops it; it is killed at the step-th of these system calls, which strace
  /// counts. True when it came to its end before that many.
  static func survives(
    _ words: String = "--interface port0 --mode bridge", killedAt step: Int, of calls: String,
    _ host: CommandHost
  ) throws -> Bool {
    let daemon = try Daemon(
      words,
      wrapper: [
        "strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=\(calls)",
        "-e", "inject=\(calls):signal=SIGKILL:when=\(step)",
      ])
    if try daemon.says("blocking at") {
      try host.flood("-r 500 -n 60")
      if try daemon.says("blocked \(CommandHost.flooder)") { daemon.send(SIGTERM) }
    }
    let status = daemon.ended()
    guard status == 0 else {
      #expect(status == -SIGKILL, "at \(step): \(daemon.log)")
      return false
    }
    return true
  }
}
