import Foundation
import TestKit
import Testing

/// What is printed beforehand, what is done, and what is shown afterwards: one and the same.
@Suite("Printed plans, bridge and status", .serialized, .enabled(if: Namespace.isPrivate))
struct CommandPlanTests {
  /// A command, what it needs, and what takes it back.
  struct Step: CustomTestStringConvertible {
    var needs: [String] = []
    var words: String
    var undo: [String]
    var testDescription: String { words }
  }

  private static let both = "\(CommandHost.flooder) \(CommandHost.other)"
  private static let (up, down) = ("bridge up --port port0", "bridge down --port port0")
  private static let blockBoth = "block \(both) --for 10m --interface port0 --mode bridge"
  private static let blockDHCP = "block \(CommandHost.flooder) --scope dhcp"

  @Test(
    "a dry run changes nothing, and its printed commands do what the real run does",
    arguments: [
      Step(words: up, undo: [down]),
      Step(needs: [up], words: down, undo: [up]),
      Step(words: blockBoth, undo: ["unblock --all", down]),
      Step(needs: [up], words: blockDHCP, undo: ["unblock --all"]),
      Step(needs: [blockBoth, blockDHCP], words: "unblock --all", undo: [blockBoth, blockDHCP]),
      Step(
        words: "block \(CommandHost.flooder) --dialect ebtables --interface port0",
        undo: ["unblock --all", down]),
    ])
  func dryRun(step: Step) throws {
    let host = try CommandHost(rich: true)
    for words in step.needs { try Program.succeed(words) }
    let start = try Self.essence(of: host)
    let plan = try Program.succeed("\(step.words) --dry-run")
    try expectNone(Self.change(start, Self.essence(of: host)), "the dry run")
    try Program.succeed(step.words)
    let done = try Self.essence(of: host)
    #expect(done != start)
    for words in step.undo { try Program.succeed(words) }
    try expectNone(Self.change(start, Self.essence(of: host)), "undone")
    try Self.execute(plan)
    try expectNone(Self.change(done, Self.essence(of: host)), "the printed commands")
  }

  // The indented lines of a printed plan are commands.
  private static func execute(_ plan: String) throws {
    let lines = plan.split(separator: "\n").filter { $0.hasPrefix("   ") }
    try Tool.run(["sh", "-e"], input: lines.joined(separator: "\n"))
  }

  private func expectNone(
    _ differences: [String], _ words: String = "", _ location: SourceLocation = #_sourceLocation
  ) {
    #expect(differences == [], "\(words)", sourceLocation: location)
  }

  // A failure shows what differs, not two pages.
  private static func change(_ before: [String], _ after: [String]) -> [String] {
    after.difference(from: before).map { change in
      switch change {
      case .remove(_, let line, _): "- \(line)"
      case .insert(_, let line, _): "+ \(line)"
      }
    }
  }

  // Bridges get new indexes; ebtables-nft lists chains in any order and keeps its empty ones, which only dhcpward
  // itself takes away; ip(8) cannot add an IPv6 address without the mark of how it was added.
  private static func essence(of host: CommandHost) throws -> [String] {
    let own = [
      #"type filter hook \w+ priority filter.*"#, "table bridge filter \\{", "comment \"dhcpward\"",
      "chain \\w+ \\{", "\\}",
    ]
    let idle = try Regex("(\(own.joined(separator: "|")))")
    return try host.picture().filter { $0.wholeMatch(of: idle) == nil }
      .map {
        $0.replacing(#/^\d+: /#, with: "").replacing(" nodad", with: "")
          .replacing(#/counter packets \d+ bytes \d+ jump/#, with: "jump")
      }.sorted()
  }

  @Test("the script of `rules` does what `block` does", arguments: ["nftables", "ebtables"])
  func rules(dialect: String) throws {
    let host = try CommandHost()
    try Program.succeed("block \(Self.both) --interface port0 --dialect \(dialect)")
    let done = try Self.essence(of: host)
    try Program.succeed("unblock --all")
    try Program.succeed(Self.down)
    let script = try Program.succeed(
      "rules --interface port0 --port-address 02:00:00:00:00:01 --address 192.0.2.1/24 2001:db8::1/64 "
        + "--block \(Self.both) --dialect \(dialect)")
    try Tool.run(["sh", "-e"], input: script)
    #expect(host.isReachable)
    try expectNone(Self.change(Self.plain(done), Self.plain(Self.essence(of: host))))
  }

  // `rules` sees nothing of the machine: not when it is, nor the broadcast and link-local addresses.
  private static func plain(_ picture: [String]) -> [String] {
    let idle = ["fe80:", "valid_lft forever"]
    return picture.filter { line in !idle.contains { line.contains($0) } }.map {
      $0.replacing(#/ comment "[^"]*"/#, with: "").replacing(
        #/packets \d+ bytes \d+/#, with: "packets N bytes N"
      )
      .replacing(" brd 192.0.2.255", with: "")
    }.sorted()
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
    try expectNone(host.difference(up))
    #expect(host.isReachable)
    let shown = try Program.succeed("bridge show")
    #expect(shown.contains("bridge br0 over port0, up, mtu 9000, address 02:00:00:00:00:01"))
    #expect(shown.contains("192.0.2.1/24"))
    #expect(try Program.succeed("bridge show --json").contains(#""origin":"hand""#))
    #expect(try StatusJSON.read().bridge?.port == "port0")
    try Program.succeed("bridge down --port port0")
    try expectNone(host.difference(before))
    #expect(try Program.run("bridge down --port port0").status == 69)
    try expectNone(host.difference(before))
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

  @Test("a capture that comes by a pipe is judged as the file is")
  func replay() throws {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = tests.appending(path: "Captures/flood.pcap").path
    let whole = try Program.run("replay \(file) --json --fail-on-flood")
    let piped = try Tool.answer(
      ["sh", "-c", "cat \(file) | \(Program.dhcpward) replay - --json --fail-on-flood"])
    #expect(whole.status == 1 && piped.status == 1)
    #expect(whole.output.contains(#""verdict":"blocked""#))
    // JSON writes a slash as \/.
    let name = file.replacing("/", with: "\\/")
    #expect(whole.output.replacing(name, with: "-").replacing(file, with: "-") == piped.output)
  }
}
