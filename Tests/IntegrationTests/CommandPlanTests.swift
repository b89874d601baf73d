import Foundation
import TestKit
import Testing

/// What is printed beforehand, what is done, and what is shown afterwards: one and the same.
@Suite("Printed plans, bridge and status", .serialized, .enabled(if: Namespace.isPrivate))
struct CommandPlanTests {
  @Test("a dry run changes nothing, and its printed commands do exactly what the real run does")
  func dryRun() throws {
    let host = try CommandHost(rich: true)
    let before = try host.picture()
    for words in [
      "bridge up --port port0", "bridge down --port port0",
      "block \(CommandHost.flooder) \(CommandHost.other) --for 10m --interface port0",
      "block \(CommandHost.flooder) --scope dhcp", "unblock --all", "bridge down --port port0",
      "block \(CommandHost.flooder) --dialect ebtables --interface port0",
    ] {
      let start = try Self.withoutIndexes(host.picture())
      let plan = try Program.succeed("\(words) --dry-run")
      #expect(try Self.withoutIndexes(host.picture()) == start, "\(words)")
      try Self.execute(plan)
      let printed = try Self.withoutIndexes(host.picture())
      #expect(printed != start, "\(words)")
      try undo(words, host)
      try Program.succeed(words)
      #expect(try Self.withoutIndexes(host.picture()) == printed, "\(words)")
    }
    try Program.succeed("unblock --all")
    try Program.succeed("bridge down --port port0")
    #expect(try host.difference(before) == [])
  }

  // Back to where the words started.
  private func undo(_ words: String, _ host: CommandHost) throws {
    switch words.split(separator: " ").prefix(2).joined(separator: " ") {
    case "bridge up": try Program.succeed("bridge down --port port0")
    case "bridge down": try Program.succeed("bridge up --port port0")
    case "unblock --all":
      try Program.succeed("block \(CommandHost.flooder) \(CommandHost.other) --for 10m")
      try Program.succeed("block \(CommandHost.flooder) --scope dhcp")
    default:
      guard words.contains("--interface") else {
        // The other scope's blocks were there before.
        try Tool.run(["nft", "delete element bridge dhcpward blocked_dhcp { \(CommandHost.flooder) }"])
        return
      }
      try Program.succeed("unblock --all")
      try Program.succeed("bridge down --port port0")
    }
  }

  // The indented lines of a printed plan are commands.
  private static func execute(_ plan: String) throws {
    let lines = plan.split(separator: "\n").filter { $0.hasPrefix("   ") }
    try Tool.run(["sh", "-e"], input: lines.joined(separator: "\n"))
  }

  private static func withoutIndexes(_ picture: [String]) -> [String] {
    picture.map { $0.replacing(#/^\d+: /#, with: "") }
  }

  @Test("the script of `rules` does what `block` does")
  func rules() throws {
    let host = try CommandHost()
    let before = try host.picture()
    for dialect in ["nftables", "ebtables"] {
      let script = try Program.succeed(
        "rules --interface port0 --port-address 02:00:00:00:00:01 --address 192.0.2.1/24 2001:db8::1/64 "
          + "--block \(CommandHost.flooder) \(CommandHost.other) --dialect \(dialect)")
      try Tool.run(["sh", "-e"], input: script)
      #expect(host.isReachable)
      let printed = try Self.rulesWithoutRemarks()
      try Program.succeed("unblock --all")
      try Program.succeed("bridge down --port port0")
      #expect(try host.difference(before) == [], "\(dialect)")
      try Program.succeed(
        "block \(CommandHost.flooder) \(CommandHost.other) --interface port0 --dialect \(dialect)")
      #expect(try Self.rulesWithoutRemarks() == printed, "\(dialect)")
      try Program.succeed("unblock --all")
      try Program.succeed("bridge down --port port0")
    }
  }

  private static func rulesWithoutRemarks() throws -> [String] {
    try CommandHost.ruleset().map {
      $0.replacing(#/ comment "[^"]*"/#, with: "").replacing(
        #/packets \d+ bytes \d+/#, with: "packets N bytes N")
    }
  }

  @Test("bridge up, show and down: shown as it is, twice is once, and nothing remains")
  func bridge() throws {
    let host = try CommandHost(rich: true)
    let before = try host.picture()
    #expect(try Program.succeed("bridge show") == "no bridge of dhcpward's\n")
    try Program.succeed("bridge up --port port0")
    let up = try host.picture()
    let again = try Program.run("bridge up --port port0")
    #expect(again.status == 0 && again.complaint.contains("nothing to do"))
    #expect(try host.difference(up) == [])
    #expect(host.isReachable)
    let shown = try Program.succeed("bridge show")
    #expect(shown.contains("bridge br0 over port0, up, mtu 9000, address 02:00:00:00:00:01"))
    #expect(shown.contains("192.0.2.1/24"))
    #expect(try Program.succeed("bridge show --json").contains(#""origin":"hand""#))
    #expect(try StatusJSON.read().bridge?.port == "port0")
    try Program.succeed("bridge down --port port0")
    #expect(try host.difference(before) == [])
    #expect(try Program.run("bridge down --port port0").status == 69)
    #expect(try host.difference(before) == [])
  }

  @Test("status tells who is blocked, until when and why, with a daemon and without")
  func status() throws {
    let host = try CommandHost()
    #expect(try StatusJSON.read().blocks.isEmpty)
    #expect(try Program.succeed("status").contains("daemon: not running"))
    try Program.succeed("block \(CommandHost.other) --interface port0 --for 1h")
    let daemon = try Daemon().guarding()
    try host.flood("-r 1000 -n 30")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    let report = try StatusJSON.read()
    #expect(report.daemon?.pid == daemon.pid)
    #expect(report.blocks.map(\.mac).sorted() == [CommandHost.other, CommandHost.flooder])
    let text = try Program.succeed("status")
    #expect(text.contains("daemon: pid \(daemon.pid) guards port0"))
    #expect(text.contains("20 messages in 5 s") && text.contains("blocked by hand"))
    #expect(daemon.stop() == 0)
    #expect(try StatusJSON.read().daemon == nil)
    #expect(try StatusJSON.read().blocks.map(\.mac) == [CommandHost.other])
  }

  @Test("what tcpdump hands over by a pipe is judged as the daemon would judge it")
  func replay() throws {
    let host = try CommandHost()
    let file = FileManager.default.temporaryDirectory.appending(path: "dhcpward-\(UUID().uuidString).pcap")
      .path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let capture = try Tool.start(
      ["sh", "-c", "exec tcpdump -i port0 -n -U -c 60 -w \(file) udp dst port 67 2>/dev/null"])
    let deadline = Date() + 10
    while !FileManager.default.fileExists(atPath: file) { try #require(Date() < deadline) }
    usleep(100_000)
    try host.flood("-r 200 -n 60")
    capture.waitUntilExit()
    let answer = try Tool.answer(
      ["sh", "-c", "exec \(Program.dhcpward) replay - --json --fail-on-flood <\(file)"])
    #expect(answer.status == 1)
    for part in [
      #""messages":60"#, #""discover":60"#, #""verdict":"blocked""#, #""reason":"20 messages in 5 s""#,
    ] {
      #expect(answer.output.contains(part))
    }
  }
}
