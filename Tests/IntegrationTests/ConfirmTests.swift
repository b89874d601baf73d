import Foundation
import TestKit
import Testing

/// `bridge up --confirm`: whatever becomes of the command, the terminal or the network, an unconfirmed bridge is
/// undone by the kernel's state alone.
@Suite("A bridge that has to be confirmed", .serialized, .enabled(if: Namespace.isPrivate))
struct ConfirmTests {
  @Test("unconfirmed, it is undone at its deadline; confirmed in time, it stays; too late is told")
  func confirmed() throws {
    let host = try CommandHost(rich: true)
    let before = try host.picture()
    let start = Date()
    let said = try Program.succeed("bridge up --port port0 --confirm 6s")
    #expect(said.split(separator: "\n").count == 1)
    #expect(said.contains("unless you run: dhcpward bridge confirm --port port0"))
    #expect(try Program.succeed("bridge show").contains("unconfirmed, undone in "))
    #expect(try Program.succeed("bridge show --json").contains("\"unconfirmed\":"))
    #expect(try Tool.ip("-d link show br0").contains("alias dhcpward hand port0 until boot+"))
    // It is as good as any other meanwhile, and no daemon builds upon it.
    #expect(host.isReachable)
    for words in ["bridge up --port port0", "bridge up --port port0 --confirm 9s"] {
      let again = try Program.run(words)
      #expect(again.status == 69)
      #expect(again.complaint.contains("it waits to be confirmed"))
    }
    let watch = try Program.run("watch --interface port0")
    #expect(watch.status == 69)
    #expect(watch.complaint.contains("not confirmed yet"))
    #expect(Date() < start + 6, "too slow a machine for this test")
    try waitUntilUndone(host, before, within: start + 6 + 2)
    let late = try Program.run("bridge confirm --port port0")
    #expect(late.status == 69)
    #expect(late.complaint.contains("it has been undone, or was never built"))

    try Program.succeed("bridge up --port port0 --confirm 2s")
    #expect(try Program.succeed("bridge confirm") == "confirmed: br0 over port0 stays\n")
    let bridged = try host.picture()
    try waitUntilNobodyGuards()
    #expect(try host.difference(bridged) == [])
    #expect(try Program.succeed("bridge confirm").contains("needs no confirmation"))
    let again = try Program.run("bridge up --port port0 --confirm 9s")
    #expect(again.status == 69)
    #expect(again.complaint.contains("there is nothing to confirm"))
    #expect(try Program.succeed("bridge down --port port0").hasPrefix("removed br0"))
    #expect(try host.difference(before) == [])
  }

  @Test("killed at any request to the kernel, the host is as before after the deadline")
  func killed() throws {
    let host = try CommandHost()
    try Tool.ip("route add default via 192.0.2.2 dev port0")
    try Tool.ip("-6 route add default via 2001:db8::2 dev port0")
    let before = try host.picture()
    var step = Moments.first - Moments.stride
    var slowest = 0.0
    while true {
      step += Moments.stride
      try #require(step < 150)
      let answer = try Program.run(
        "bridge up --port port0 --confirm 1s",
        wrapper: [
          "strace", "-D", "-qq", "-o", "/dev/null", "-e", "trace=sendto",
          "-e", "inject=sendto:signal=SIGKILL:when=\(step)",
        ])
      let killed = Date()
      #expect(host.answers("192.0.2.1"), "killed at \(step)")
      try waitUntilUndone(host, before, within: killed + 4)
      slowest = max(slowest, -killed.timeIntervalSinceNow)
      guard answer.status != 0 else { break }
      #expect(answer.status == -SIGKILL)
    }
    print(
      "bridge up --confirm 1s: killed at \(Moments.words) \(step - 1) requests; undone \(slowest) s later at the latest"
    )
    #expect(step > 10)
  }

  @Test("a half-built bridge whose builder was killed can be finished, and then stays")
  func finished() throws {
    let host = try CommandHost()
    let before = try host.picture()
    // The second sendto(2) that changes anything moves the addresses; up to then there is a mere bridge.
    var step = 0
    repeat {
      step += 1
      try #require(step < 60)
      _ = try Program.run(
        "bridge up --port port0 --confirm 3s",
        wrapper: [
          "strace", "-D", "-qq", "-o", "/dev/null", "-e", "trace=sendto",
          "-e", "inject=sendto:signal=SIGKILL:when=\(step)",
        ])
    } while (try? Tool.ip("link show br0")) == nil
    let half = try Program.run("bridge confirm")
    #expect(half.status == 69)
    #expect(half.complaint.contains("only half built"))
    try Program.succeed("bridge up --port port0")
    let bridged = try host.picture()
    try waitUntilNobodyGuards()
    #expect(try host.difference(bridged) == [])
    try Program.succeed("bridge down --port port0")
    #expect(try host.difference(before) == [])
  }

  @Test("a terminal that is lost, with all that ran on it, changes nothing about that")
  func terminal() throws {
    let host = try CommandHost()
    let before = try host.picture()
    // A terminal of its own, whose end is a hangup for all on it.
    let script = try Tool.start([
      "script", "-qec", "\(Program.dhcpward) bridge up --port port0 --confirm 2s; sleep 60", "/dev/null",
    ])
    let deadline = Date() + 10
    while (try? Tool.ip("link show br0")) == nil, Date() < deadline { usleep(1000) }
    #expect((try? Tool.ip("link show br0")) != nil)
    script.send(SIGKILL)
    script.waitUntilExit()
    #expect(host.answers("192.0.2.1"))
    try waitUntilUndone(host, before, within: Date() + 4)
  }

  @Test("a guardian that is told to end undoes at once")
  func guardianEnds() throws {
    let host = try CommandHost()
    let before = try host.picture()
    try Program.succeed("bridge up --port port0 --confirm 60s")
    let pid = try #require(try Self.guardian())
    // A hangup is nothing to it.
    kill(pid, SIGHUP)
    usleep(200_000)
    #expect((try? Tool.ip("link show br0")) != nil)
    kill(pid, SIGTERM)
    try waitUntilUndone(host, before, within: Date() + 2)
  }

  @Test("while another dhcpward holds the lock it waits")
  func lock() throws {
    let host = try CommandHost()
    let before = try host.picture()
    try Program.succeed("bridge up --port port0 --confirm 1s")
    let file = try #require(
      try FileManager.default.contentsOfDirectory(atPath: "/run/dhcpward").first {
        $0.hasSuffix("-port0.lock")
      })
    // Its time is over after a second, and a second later it is still there.
    let holder = try Tool.start(["flock", "-F", "/run/dhcpward/\(file)", "sleep", "infinity"])
    sleep(2)
    #expect((try? Tool.ip("link show br0")) != nil)
    holder.send(SIGKILL)
    holder.waitUntilExit()
    try waitUntilUndone(host, before, within: Date() + 2)
  }

  @Test("what fails it tries again")
  func retries() throws {
    let host = try CommandHost()
    let before = try host.picture()
    try Tool.ip("link add sw0 type veth peer name sw1")
    try Program.succeed("bridge up --port port0 --confirm 1s")
    // With another port in it, the bridge is not to be removed.
    try Tool.ip("link set sw0 master br0")
    let deadline = Date() + 5
    while try !Program.succeed("bridge show").contains("its time is over"), Date() < deadline {
      usleep(20_000)
    }
    // Time for a first try.
    usleep(300_000)
    #expect((try? Tool.ip("link show br0")) != nil)
    #expect(try Program.succeed("bridge show").contains("its time is over"))
    let late = try Program.run("bridge confirm")
    #expect(late.status == 69)
    #expect(late.complaint.contains("its time is over"))
    try Tool.ip("link delete sw0")
    try waitUntilUndone(host, before, within: Date() + 7)
  }

  @Test("in each mode that builds a bridge", arguments: ModeCase.all.filter { $0.mode != "netdev" })
  func modes(_ asked: ModeCase) throws {
    let host = try CommandHost()
    for name in ["all", "port0"] {
      try "0".write(toFile: "/proc/sys/net/ipv4/conf/\(name)/rp_filter", atomically: false, encoding: .utf8)
    }
    try Tool.ip("route add default via 192.0.2.2 dev port0")
    let before = try host.picture()
    let words = "bridge up --port port0 --mode \(asked.mode) --dialect \(asked.dialect) --confirm 2s"
    let first = try Program.run(words)
    guard first.status == 0 else {
      #expect(first.status == 69)
      #expect(first.complaints.count == 1, "\(first.complaint)")
      #expect(try host.difference(before) == [])
      try EffectivenessMachine.expectRefused(asked.mode, asked.dialect, first.complaint)
      return
    }
    #expect(host.isReachable)
    try waitUntilUndone(host, before, within: Date() + 4)
    try Program.succeed(words)
    try Program.succeed("bridge confirm")
    let bridged = try host.picture()
    try waitUntilNobodyGuards()
    #expect(try host.difference(bridged) == [])
    #expect(host.isReachable)
    try Program.succeed("bridge down --port port0")
    #expect(try host.difference(before) == [])
  }

  @Test("a time that makes no sense is a wrong command line", arguments: ["forever", "10ms", "2d", "x"])
  func times(time: String) throws {
    let answer = try Program.run("bridge up --port port0 --confirm \(time)")
    #expect(answer.status == 64)
  }

  // The guardian of this network namespace.
  private static func guardian() throws -> Int32? {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap(Int32.init).first { pid in
      guard let words = try? String(contentsOfFile: "/proc/\(pid)/cmdline", encoding: .utf8) else {
        return false
      }
      let there = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/ns/net")
      return words.contains("bridge\0guardian\0") && there == own
    }
  }

  private func waitUntilUndone(_ host: CommandHost, _ before: [String], within deadline: Date) throws {
    while true {
      if (try? Tool.ip("link show br0")) == nil, try host.difference(before) == [] { break }
      guard Date() < deadline else {
        throw ToolFailure(words: "not undone in time: \(try host.difference(before))")
      }
      usleep(20_000)
    }
    try waitUntilNobodyGuards(within: deadline + 2)
  }

  // Its guardian leaves: with nobody there that would undo it, a bridge stays.
  private func waitUntilNobodyGuards(within deadline: Date = Date() + 15) throws {
    while try Self.guardian() != nil {
      guard Date() < deadline else { throw ToolFailure(words: "the guardian stays") }
      usleep(20_000)
    }
  }
}
