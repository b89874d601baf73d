import Foundation
import TestKit
import Testing

/// SIGKILL between any two requests to the kernel. strace counts the sends; one request is one system call, which
/// no signal can cut.
@Suite("The daemon killed at each step", .serialized, .enabled(if: Namespace.isPrivate))
struct CrashTests {
  @Test("the host stays reachable, and bridge down or the next start repairs everything")
  func killed() throws {
    let host = try CommandHost(rich: true)
    let before = try host.picture()
    var step = Moments.first - Moments.stride
    var survived = false
    while !survived {
      step += Moments.stride
      try #require(step < 400, "the daemon never came to its end")
      survived = try Daemon.survives(killedAt: step, of: "sendto", host)
      #expect(host.isReachable, "killed at \(step)")
      // In turn, whatever the stride.
      if (step / Moments.stride).isMultiple(of: 2) {
        try repairByHand()
      } else {
        let next = try Daemon().guarding()
        #expect(host.isReachable, "taken over after \(step)")
        #expect(next.stop() == 0, "taken over after \(step): \(next.log)")
      }
      #expect(try host.difference(before) == [], "killed at \(step)")
    }
    print("killed at \(Moments.words) \(step - 1) requests")
    #expect(step > 20)
  }

  private func repairByHand() throws {
    let down = try Program.run("bridge down --port port0")
    // 69: it was killed before there was a bridge.
    #expect(down.status == 0 || down.status == 69, "\(down.complaint)")
    try Program.succeed("unblock --all")
  }
}
