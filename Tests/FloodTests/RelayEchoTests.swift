import Flood
import TestKit
import Testing
import Wire

@Suite("A relay that hears itself") struct RelayEchoTests {
  private let relay = MACAddress(bits: 0x0200_0000_1301)
  private let client = MACAddress(bits: 0x0200_0000_130a)

  private func passed(_ transaction: UInt32, hops: UInt8) -> ClientMessage {
    ClientMessage(
      source: relay, kind: .discover,
      chaddr: ClientHardwareAddress(high: client.bits << 16, low: 0, length: 6),
      giaddr: IPv4Address(bits: 0xc000_0201), hops: hops, transaction: transaction, sourcePort: 67,
      fingerprint: UInt64(transaction) << 8 | UInt64(hops))
  }

  @Test("it is named as the multiplier, and its client is not") func multiplier() throws {
    var watchlist = Watchlist(policy: .standard)
    var findings: [Finding] = []
    for try_ in 0..<15 {
      for hops in 1...16 {
        let at = Double(try_ * 4) + Double(hops) * 0.001
        if let finding = watchlist.note(passed(UInt32(0xd00 + try_), hops: UInt8(hops)), after: at) {
          findings.append(finding)
        }
      }
    }
    let spared = try #require(findings.first { $0.mac == relay && $0.verdict == .spared(.relay) })
    #expect(spared.reason.contains("passes on its own messages, hops up to 16"))
    #expect(!spared.reason.contains("its client"))
    let alarm = try #require(watchlist.takeAlarms().first { $0.kind == .loop })
    #expect(alarm.mac == relay)
    #expect(alarm.detail.contains("not its clients'"))
  }

  @Test("a second relay behind the first, and a client that floods, are not") func others() {
    var watchlist = Watchlist(policy: .standard)
    for number in 0..<240 {
      _ = watchlist.note(passed(UInt32(number), hops: UInt8(1 + number % 2)), after: Double(number) * 0.01)
    }
    #expect(!watchlist.takeAlarms().contains { $0.kind == .loop })
  }

  @Test("what one source sent is counted beyond 65,535") func counts() throws {
    var watchlist = Watchlist(policy: policy("1000/1s"))
    for number in 0..<70_000 { _ = watchlist.note(message(), after: Double(number)) }
    let account = try #require(watchlist.account(of: someone, at: epoch + .seconds(70_000)))
    #expect(account.parts.first?.evidence.kinds == [.discover: 70_000])
  }
}
