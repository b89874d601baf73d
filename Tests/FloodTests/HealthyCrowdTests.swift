import Flood
import TestKit
import Testing
import Wire

/// Many healthy clients at once: never warned about, never blocked, never an alarm.
@Suite("Healthy crowds") struct HealthyCrowdTests {
  private typealias Step = (after: Double, kind: MessageKind)

  private static let exchange: [Step] = [(0, .discover), (0.05, .request)]
  private static let udhcpcAlone: [Step] = (0..<4).flatMap { round in
    [0, 3, 6].map { (Double(round) * 26 + $0, MessageKind.discover) }
  }
  private static let dhclientAlone: [Step] = [0, 6, 13, 24, 38, 53, 60, 75, 90].map { ($0, .discover) }
  private static let backoff: [Step] = [0, 5, 12, 27, 60].map { ($0, .discover) }
  private static let solicit: [Step] = [0, 1.1, 3.3, 7.7, 16.5, 34, 69].map { ($0, .solicit) }
  private static let exchange6: [Step] = [(0, .solicit), (1, .request6)]
  private static let netboot: [Step] = [0, 20, 50, 90].flatMap {
    [($0, MessageKind.discover), ($0 + 1, .discover), ($0 + 3, .request), ($0 + 3.1, .request)]
  }
  private static let staleLease: [Step] = [(0, .request), (0.1, .discover), (0.2, .request), (3, .inform)]

  /// Everything that is found, and every alarm, when clients begin at random within `spread` seconds.
  private func trouble(
    _ clients: Int, within spread: Double, seed: UInt64 = 1, isRenewal: Bool = false,
    _ steps: (Int) -> [(after: Double, kind: MessageKind)]
  ) -> [String] {
    var generator = SeededRandom(seed: seed)
    var arrivals: [Arrival] = []
    for client in 0..<clients {
      let start = Double.random(in: 0...spread, using: &generator)
      for step in steps(client) {
        var sent = message(stranger(client), step.kind, port: step.kind.isVersion6 ? 546 : 68)
        sent.fingerprint = generator.next()
        if isRenewal { sent.address = IPv4Address(bits: 0x0a00_0000 + UInt32(client)) }
        let late = start + step.after + Double.random(in: 0...0.3, using: &generator)
        arrivals.append(Arrival(message: sent, at: epoch + .microseconds(Int64(late * 1e6))))
      }
    }
    arrivals.sort { $0.at < $1.at }
    var hindsight = OfflineDetector(policy: .standard)
    return hindsight.note(contentsOf: arrivals).map { "\($0.mac): \($0.verdict), \($0.reason)" }
      + hindsight.takeAlarms().map { "\($0.kind): \($0.detail)" }
  }

  @Test("200 boot within three seconds, with a server", arguments: [UInt64(1), 2, 3])
  func boot(_ seed: UInt64) {
    #expect(trouble(200, within: 3, seed: seed) { _ in Self.exchange }.isEmpty)
    #expect(trouble(200, within: 3, seed: seed) { _ in Self.exchange6 }.isEmpty)
    #expect(trouble(200, within: 3, seed: seed) { _ in Self.exchange + Self.solicit }.isEmpty)
  }

  @Test("200 boot without a server, each after its kind", arguments: [UInt64(1), 2, 3])
  func alone(_ seed: UInt64) {
    for steps in [Self.udhcpcAlone, Self.dhclientAlone, Self.backoff, Self.solicit] {
      #expect(trouble(200, within: 3, seed: seed) { _ in steps }.isEmpty)
    }
  }

  @Test("2,000 after a power failure, with a server, without, and half of them without") func power() {
    #expect(trouble(2000, within: 20) { _ in Self.exchange }.isEmpty)
    #expect(trouble(2000, within: 20) { _ in Self.udhcpcAlone }.isEmpty)
    #expect(trouble(2000, within: 2) { $0 % 2 == 0 ? Self.exchange : Self.backoff }.isEmpty)
  }

  @Test("network boots, one and sixty at once") func netboots() {
    #expect(trouble(1, within: 1) { _ in Self.netboot }.isEmpty)
    #expect(trouble(60, within: 30) { _ in Self.netboot }.isEmpty)
  }

  @Test("renewals of 20 s leases, for ten minutes") func renewals() {
    #expect(
      trouble(150, within: 10, isRenewal: true) { _ in (0..<60).map { (Double($0) * 10, .request) } }.isEmpty)
  }

  @Test("a NAK after a stale lease, then an exchange") func nak() {
    #expect(trouble(100, within: 5) { _ in Self.staleLease }.isEmpty)
  }

  @Test("both versions at once, without a server of either") func dual() {
    #expect(trouble(100, within: 5) { _ in Self.udhcpcAlone + Self.solicit }.isEmpty)
  }

  @Test("a day of a network of 3,000, whoever comes and goes") func day() {
    #expect(
      trouble(3000, within: 43_200) { client in
        Self.exchange + (1..<8).map { (Double($0) * 3600 + Double(client % 60), .request) }
      }.isEmpty)
  }
}
