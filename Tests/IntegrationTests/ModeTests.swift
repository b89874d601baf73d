import Foundation
import TestKit
import Testing

/// A mode and a dialect as they are asked for.
struct ModeCase: CustomTestStringConvertible, Sendable {
  var mode: String
  var dialect: String
  var testDescription: String { "\(mode) by \(dialect)" }
  var words: String { "--interface port0 --mode \(mode) --dialect \(dialect)" }

  static let all = ["bridge", "broute-raw", "broute-udp", "netdev"].flatMap { mode in
    ["nftables", "ebtables"].map { ModeCase(mode: mode, dialect: $0) }
  }
}

@Suite("Modes", .serialized, .enabled(if: Tool.isPrivate))
struct ModeTests {
  @Test(
    "a mode shuts out the blocked and nobody else and is undone whole, or is refused before anything is touched",
    arguments: ModeCase.all)
  func mode(_ asked: ModeCase) throws {
    let host = try CommandHost()
    for name in ["all", "port0"] {
      try "0".write(toFile: "/proc/sys/net/ipv4/conf/\(name)/rp_filter", atomically: false, encoding: .utf8)
    }
    let before = try host.picture()
    let answer = try Program.run("block \(CommandHost.flooder) \(asked.words)")
    guard answer.status == 0 else {
      #expect(answer.status == 69)
      #expect(answer.complaints.count == 1, "\(answer.complaint)")
      #expect(try host.difference(before) == [])
      try EffectivenessMachine.expectRefused(asked.mode, asked.dialect, answer.complaint)
      return
    }
    #expect(host.isReachable)
    #expect(try StatusJSON.read().blocks.map(\.mac) == [CommandHost.flooder])
    // Planned again it is what it should be.
    #expect(try Program.succeed("block \(CommandHost.flooder) \(asked.words) --dry-run") == "nothing to do\n")
    try Program.succeed("block \(CommandHost.peerAddress) \(asked.words)")
    #expect(host.ignores("192.0.2.1"))
    #expect(host.ignores("2001:db8::1"))
    try Program.succeed("unblock \(CommandHost.peerAddress)")
    #expect(host.isReachable)
    try Program.succeed("unblock --all")
    #expect(host.isReachable)
    if asked.mode != "netdev" { try Program.succeed("bridge down --port port0") }
    #expect(host.isReachable)
    #expect(try host.difference(before) == [])
  }
}
