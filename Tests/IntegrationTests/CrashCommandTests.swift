import Foundation
import TestKit
import Testing

/// SIGKILL for the one-shot commands between any two requests to the kernel, and for the daemon before each run of
/// ebtables.
@Suite("A command killed at each step", .serialized, .enabled(if: Namespace.isPrivate))
struct CrashCommandTests {
  @Test(
    "the host stays reachable, and the same command again finishes the job",
    arguments: [
      ("bridge up --port port0", ""), ("bridge down --port port0", "bridge up --port port0"),
      ("block \(CommandHost.flooder) --interface port0", ""),
      ("unblock --all", "block \(CommandHost.flooder) --interface port0"),
    ])
  func command(words: String, needs: String) throws {
    let host = try CommandHost()
    let before = try host.picture()
    var step = Moments.first - Moments.stride
    while true {
      step += Moments.stride
      try #require(step < 150)
      if !needs.isEmpty { try Program.succeed(needs) }
      let killed = try Program.run(words, wrapper: Self.killing(at: step, of: "sendto"))
      #expect(host.answers("192.0.2.1"), "killed at \(step)")
      // 69: there is no bridge to take down any more.
      let again = try Program.run(words)
      #expect(again.status == 0 || words.hasPrefix("bridge down") && again.status == 69, "\(again.complaint)")
      _ = try Program.run("unblock --all")
      _ = try Program.run("bridge down --port port0")
      let difference = try host.difference(before)
      #expect(difference == [], "killed at \(step)")
      guard killed.status != 0 else { break }
      #expect(killed.status == -SIGKILL)
    }
    print("\(words): killed at \(Moments.words) \(step - 1) requests")
    #expect(step > 3)
  }

  @Test(
    "what a daemon killed among its ebtables commands left behind is repaired by the next, or by hand",
    arguments: [true, false])
  func ebtables(byHand: Bool) throws {
    let host = try CommandHost()
    let before = try host.picture()
    var step = Moments.first - Moments.stride
    while true {
      step += Moments.stride
      try #require(step < 150)
      let daemon = try Daemon(
        "--interface port0 --dialect ebtables", wrapper: Self.killing(at: step, of: "clone3"))
      if try daemon.says("blocking at") {
        try host.flood("-r 500 -n 60")
        if try daemon.says("blocked \(CommandHost.flooder)") { daemon.send(SIGTERM) }
      }
      let status = daemon.ended()
      #expect(host.answers("192.0.2.1"), "killed at \(step)")
      if byHand {
        _ = try Program.run("bridge down --port port0")
        try Program.succeed("unblock --all")
      } else {
        let next = try Daemon("--interface port0 --dialect ebtables").guarding()
        #expect(next.stop() == 0, "\(next.log)")
      }
      let difference = try host.difference(before)
      #expect(difference == [], "killed at \(step)")
      guard status != 0 else { break }
      #expect(status == -SIGKILL)
    }
    print("killed at \(Moments.words) \(step - 1) runs of ebtables")
    #expect(step > 5)
  }

  private static func killing(at step: Int, of call: String) -> [String] {
    [
      "strace", "-D", "-qq", "-o", "/dev/null", "-e", "trace=\(call)",
      "-e", "inject=\(call):signal=SIGKILL:when=\(step)",
    ]
  }
}
