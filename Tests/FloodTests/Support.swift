import Flood
import TestKit
import Wire

/// An ordinary client, a flooder: any unicast address.
let someone = MACAddress(bits: 0x0200_0000_0099)
/// Where the tests' time starts.
let epoch = Timestamp(seconds: 1_795_431_970)

func message(
  _ source: MACAddress = someone, _ kind: MessageKind = .discover, chaddr: MACAddress? = nil,
  giaddr: UInt32 = 0,
  hops: UInt8 = 0, port: UInt16 = 68, address: UInt32 = 0, isRouted: Bool = false
) -> ClientMessage {
  let hardware = ClientHardwareAddress(high: (chaddr ?? source).bits << 16, low: 0, length: 6)
  return ClientMessage(
    source: source, kind: kind, chaddr: hardware, giaddr: IPv4Address(bits: giaddr),
    address: IPv4Address(bits: address), isRouted: isRouted, hops: hops,
    sourcePort: port)
}

/// A locally administered unicast address that no test uses otherwise.
func stranger(_ number: Int) -> MACAddress { MACAddress(bits: 0x0600_0000_0000 | UInt64(number)) }

extension Watchlist {
  /// Notes one message so many seconds after `epoch`.
  mutating func note(_ message: ClientMessage, after seconds: Double) -> Finding? {
    note(message, at: epoch + .milliseconds(Int64((seconds * 1000).rounded())))
  }

  /// Notes messages of one source at even intervals; the findings with the number of the message, from 1.
  mutating func flood(
    _ message: ClientMessage, count: Int, every interval: Double, from start: Double = 0
  ) -> [(number: Int, finding: Finding)] {
    (1...count).compactMap { number in
      note(message, after: start + Double(number - 1) * interval).map { (number, $0) }
    }
  }
}

extension OfflineDetector {
  /// Counts one message.
  mutating func note(_ message: ClientMessage, at moment: Timestamp) {
    _ = note(contentsOf: [Arrival(message: message, at: moment)])
  }
}

/// A small fast policy for tests of the table.
func policy(_ thresholds: String..., capacity: Int = 65_536, brake: Int = 64) -> Policy {
  Policy(thresholds: thresholds.compactMap { Threshold($0) }, brake: brake, capacity: capacity)
}
