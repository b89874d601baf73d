import Foundation
import TestKit
import Testing

@Suite("The guard, and others", .serialized, .enabled(if: Namespace.isPrivate))
struct GuardReconcileTests {
  private static let friend = "02:00:00:00:00:07"
  private let host: CommandHost

  init() throws { host = try CommandHost() }

  private func table(_ family: String) throws -> String {
    try Tool.answer(["nft", "list", "table", family, "dhcpward"]).output
  }

  private func isWhole(_ family: String) throws -> Bool {
    let text = try table(family)
    return text.contains(Self.friend) && text.contains("udp dport 547 jump newcomers")
      && text.contains("limit rate 1/second burst 20 packets return")
  }

  private func wait(_ family: String) throws -> Double {
    let start = Date()
    while try !isWhole(family), Date() < start + ReconcileHost.allowance / 1000 + 5 { usleep(500) }
    return Date().timeIntervalSince(start) * 1000
  }

  @Test(
    "whatever somebody takes of it is put back, who is known too",
    arguments: ["bridge", "netdev"])
  func flushed(family: String) throws {
    let daemon = try Daemon("--interface port0 --mode \(family) --guard --allow \(Self.friend)").guarding()
    #expect(try isWhole(family))
    for edit in [
      "flush ruleset", "flush chain \(family) dhcpward newcomers", "flush set \(family) dhcpward exempt",
      "delete chain \(family) dhcpward guard",
    ] {
      try nft(edit)
      let took = try wait(family)
      print("back \(Int(took)) ms after `nft \(edit)`")
      #expect(try isWhole(family), "\(edit): \(daemon.log)")
    }
    #expect(daemon.stop() == 0)
    #expect(try CommandHost.ruleset() == [])
  }

  @Test(
    "killed, it leaves the guard and who is known; the next run takes both over, one without --guard ends it")
  func killed() throws {
    let served = "02:00:00:00:01:01"
    let daemon = try Daemon("--interface port0 --mode netdev --guard").guarding()
    try nft("add element netdev dhcpward known { \(served) timeout 1h }")
    daemon.stop(SIGKILL)
    #expect(try table("netdev").contains(served))
    let second = try Daemon("--interface port0 --mode netdev --guard --guard-rate 6/s").guarding()
    #expect(try table("netdev").contains("limit rate 6/second burst 20 packets return"))
    #expect(try table("netdev").contains(served))
    try nft("flush ruleset")
    let deadline = Date() + 10
    while try !table("netdev").contains(served), Date() < deadline { usleep(1000) }
    #expect(try table("netdev").contains("\(served) timeout"))
    second.stop(SIGKILL)
    let third = try Daemon("--interface port0 --mode netdev").guarding()
    #expect(try !table("netdev").contains("newcomers"))
    #expect(try GuardJSON.read() == nil)
    #expect(third.stop() == 0)
    #expect(try CommandHost.ruleset() == [])
  }

  @Test("`unblock --all` beside a daemon leaves the guard, and without one takes it away")
  func unblocked() throws {
    let daemon = try Daemon("--interface port0 --mode bridge --guard --keep").guarding()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try Program.succeed("unblock --all")
    #expect(try GuardJSON.read()?.rate == 1)
    #expect(daemon.stop() == 0)
    #expect(try GuardJSON.read()?.rate == 1)
    let plan = try Program.succeed("unblock --all --dry-run")
    #expect(plan.contains("remove in table bridge dhcpward a limit"))
    try Program.succeed("unblock --all")
    #expect(try CommandHost.rulesetOfBlocks() == [])
    try Program.succeed("bridge down --port port0")
  }

  @Test("by ebtables it is refused before anything is touched; a dry run prints it and changes nothing")
  func refused() throws {
    let before = try host.picture()
    let refused = try Program.run("watch --interface port0 --mode bridge --dialect ebtables --guard")
    #expect(refused.status == 69)
    #expect(refused.complaint.contains("by ebtables"), "\(refused.complaint)")
    #expect(try host.difference(before) == [])
    for words in ["--guard-rate 5/s", "--guard --guard-rate 0/s", "--guard --guard-rate fast"] {
      #expect(try Program.run("watch --interface port0 \(words)").status == 64)
    }
    let output = FileManager.default.temporaryDirectory.appending(path: "guard-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    let dry = try Tool.start([
      "sh", "-c", "exec \"$@\" >\(output.path) 2>/dev/null", "sh", Program.dhcpward, "watch", "--interface",
      "port0",
      "--mode", "netdev", "--guard", "--dry-run",
    ])
    let deadline = Date() + 10
    var said = ""
    while !said.contains("update @seen"), Date() < deadline {
      said = (try? String(contentsOf: output, encoding: .utf8)) ?? ""
      usleep(10_000)
    }
    dry.terminate()
    dry.waitUntilExit()
    #expect(said.contains("install in table netdev dhcpward a limit of 1/s"))
    #expect(try host.difference(before) == [])
  }
}
