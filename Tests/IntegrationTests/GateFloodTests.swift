import Foundation
import PacketFilter
import Plans
import TestKit
import Testing
import Wire

/// Floods against the gate alone: how much of what passes it.
@Suite("The gate and floods", .serialized, .enabled(if: Namespace.isPrivate))
final class GateFloodTests {
  private static let healthy = MACAddress(bits: 0x02_0000_0000_11)
  /// A gateway, a relay, and so on.
  private static let exempt = (0..<8).map { MACAddress(bits: 0x02_0000_0000_20 + $0) }
  private let nft: NFTables

  deinit {
    Self.cleanUp()
    try? CommandHost.wipe()
  }

  private static func cleanUp() {
    for link in ["gatebr", "gateport"] { _ = try? Tool.ip("link delete \(link)") }
  }

  /// In the bridge family, or at a port's ingress.
  init() throws {
    try CommandHost.wipe()
    Self.cleanUp()
    try Tool.ip("link add gateport type veth peer name gatewire")
    try Tool.ip("link add gatebr type bridge stp_state 0 forward_delay 0")
    try Tool.ip("link set gateport master gatebr")
    for link in ["gateport", "gatewire", "gatebr"] { try Tool.ip("link set \(link) up") }
    nft = try NFTables()
    try nft.install(Ruleset(table: .nftables, scopes: [.dhcp], includesTable: true))
    try nft.install(NewcomerLimit(table: .nftables, rate: 20))
    try nft.know(
      [KnownClient(mac: Self.healthy)] + Self.exempt.map { KnownClient(mac: $0, isExempt: true) })
  }

  /// Floods and gives how many messages passed, how many did not, and how many seconds it took.
  private func flood(_ words: String) throws -> (passed: Int, dropped: Int, seconds: Double) {
    let before = try dropped()
    let start = Date()
    let arguments = words.split(separator: " ").map(String.init)
    let sent = try CommandHost.sent(Tool.run([Program.flooder, "-i", "gatewire"] + arguments))
    let seconds = Date().timeIntervalSince(start)
    let dropped = try dropped() - before
    return (sent - dropped, dropped, seconds)
  }

  private func dropped() throws -> Int { Int(try #require(try nft.standing(withBlocks: false).gate).dropped) }

  @Test("of random sources a burst and the rate pass, and nothing more; who is known passes whole")
  func random() throws {
    let (passed, _, seconds) = try flood("-S -r 2000 -t 3")
    print("of 2,000/s random sources \(passed) messages passed in \(seconds) s")
    #expect(passed >= 20 + 55 && Double(passed) <= 20 + 20 * seconds + 5)
    #expect(try flood("-s \(Self.healthy) -r 2000 -t 1").dropped == 0)
  }

  @Test("a source that is exempt, or known, has a generous rate to itself", arguments: [healthy, exempt[0]])
  func generous(source: MACAddress) throws {
    let (passed, _, seconds) = try flood("-s \(source) -r 5000 -t 3")
    print("of 5,000/s of one source \(passed) messages passed in \(seconds) s")
    #expect(passed >= 6250 + 2500 && Double(passed) <= 6250 + 1250 * seconds + 100)
    // Nobody else is held up for that.
    #expect(try flood("-s \(Self.exempt[1]) -r 1000 -n 500").dropped == 0)
  }

  @Test("all that are exempt share a rate, and take nothing from who is known")
  func shared() throws {
    let start = Date()
    let passed = try Self.exempt.reduce(0) { try $0 + flood("-s \($1) -n 6000").passed }
    let seconds = Date().timeIntervalSince(start)
    print("of 48,000 of eight exempt sources \(passed) messages passed in \(seconds) s")
    #expect(passed >= 25_000 && Double(passed) <= 25_000 + 5000 * seconds + 100)
    #expect(try flood("-s \(Self.healthy) -r 1000 -n 500").dropped == 0)
  }

  @Test("whoever sends every random address twice gets ten times the rate through, and nothing more")
  func repeating() throws {
    _ = try flood("-S -x 7 -r 1000 -n 2000")
    let (passed, _, seconds) = try flood("-S -x 7 -r 1000 -n 2000")
    print("of 1,000/s repeated sources \(passed) messages passed in \(seconds) s")
    #expect(passed >= 200 + 300 && Double(passed) <= 220 + 220 * seconds + 25)
  }

  @Test("when more sources flood than are noted for long, newcomers pass by a second message soon after")
  func brief() throws {
    let first = try flood("-S -n 300000")
    #expect(Double(first.passed) <= 20 + 20 * first.seconds + 5)
    #expect(try flood("-s \(Self.healthy) -n 100").passed == 100)
    _ = try flood("-S -x 99 -n 100")
    #expect(try flood("-S -x 99 -n 100").passed == 100)
  }

  @Test("when more sources flood than can be noted, newcomers are held to the rate and the known pass whole")
  func full() throws {
    for set in ["seen", "seen_briefly"] {
      let sources = (0..<Int(NewcomerLimit.seenCapacity)).map {
        "\(MACAddress(bits: 0x06_0000_0000_00 + UInt64($0))) timeout 60s"
      }
      try Tool.run(
        ["nft", "-f", "-"],
        input: "add element bridge dhcpward \(set) { \(sources.joined(separator: ",")) }\n")
    }
    #expect(try flood("-s \(Self.healthy) -n 100").passed == 100)
    // These are noted nowhere, so even their second message does not pass.
    _ = try flood("-S -x 99 -n 100")
    let again = try flood("-S -x 99 -n 100")
    #expect(Double(again.passed) <= 20 + 20 * again.seconds + 5)
  }
}
