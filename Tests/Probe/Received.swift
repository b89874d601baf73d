import TestKit
import Wire

/// A frame that came in, its tags taken off; what is not there reads as zero.
struct Received {
  private let bytes: [UInt8]

  // A packet socket sees all tags but the outermost.
  init(_ bytes: [UInt8]) {
    var bytes = bytes
    while bytes.count > 17, bytes[12] == 0x81, bytes[13] == 0 { bytes.removeSubrange(12..<16) }
    self.bytes = bytes
  }

  private func number(_ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 << 8 | (offset + $1 < bytes.count ? Int(bytes[offset + $1]) : 0) }
  }

  var destination: MACAddress { MACAddress(bits: UInt64(number(0, 6))) }
  var source: MACAddress { MACAddress(bits: UInt64(number(6, 6))) }
  var type: Int { number(12, 2) }

  // MARK: ARP (RFC 826)

  var isARP: Bool { type == 0x0806 }
  var arpOperation: Int { number(20, 2) }
  var arpSender: UInt32 { UInt32(number(28, 4)) }
  var arpTarget: UInt32 { UInt32(number(38, 4)) }

  // MARK: IPv6: neighbour discovery (RFC 4861)

  var icmp6Type: Int? { type == 0x86dd && number(20, 1) == 58 ? number(54, 1) : nil }
  var sender6: [UInt8] { bytes.count >= 38 ? Array(bytes[22..<38]) : [] }
  var target6: [UInt8] { bytes.count >= 78 ? Array(bytes[62..<78]) : [] }

  // MARK: IPv4

  private var proto: Int? { type == 0x0800 ? number(23, 1) : nil }
  private var payload: Int { 14 + number(14, 1) % 16 * 4 }
  var isFromClient: Bool { proto == 17 && number(payload + 2, 2) == 67 && number(payload + 8, 1) == 1 }
  var isFromServer: Bool { proto == 17 && number(payload, 2) == 67 && number(payload + 8, 1) == 2 }
  var echoType: Int? { proto == 1 ? number(payload, 1) : nil }
  var echoIdentifier: Int { number(payload + 4, 2) }
  var ports: (source: Int, destination: Int)? {
    proto == 6 || proto == 17 ? (number(payload, 2), number(payload + 2, 2)) : nil
  }
  var isTCP: Bool { proto == 6 }
  var tcpFlags: Int { number(payload + 13, 1) & 0x3f }

  // MARK: DHCP (RFC 2131)

  var dhcp: ServerMessage { ServerMessage(Array(bytes.dropFirst(payload + 8))) }

  /// What kind a client's frame is.
  var kind: Traffic? {
    switch type {
    case 0x0806: .arp
    case 0x86dd where number(20, 1) == 60: .tenHeaders
    case 0x86dd: icmp6Type == 135 ? .nd : nil
    case 0x0800 where isFromClient: dhcp.kind
    case 0x0800:
      switch proto {
      case 1: .ping
      case 6: .tcp
      case 17 where ports?.destination == 7: .udp
      default: nil
      }
    default: nil
    }
  }
}

/// A DHCP message, as a client or an observer reads it.
struct ServerMessage {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private func number(_ offset: Int, _ count: Int) -> Int {
    (0..<count).reduce(0) { $0 << 8 | (offset + $1 < bytes.count ? Int(bytes[offset + $1]) : 0) }
  }

  var transaction: Transaction? { Transaction(rawValue: UInt32(number(4, 4))) }
  var kind: Traffic? { transaction?.kind }
  var yourAddress: UInt32 { UInt32(number(16, 4)) }
  var client: MACAddress { MACAddress(bits: UInt64(number(28, 6))) }
  var type: Int { option(53).first.map(Int.init) ?? 0 }
  var server: [UInt8] { option(54) }

  private func option(_ code: UInt8) -> [UInt8] {
    var offset = 240
    while offset + 1 < bytes.count, bytes[offset] != 255 {
      guard bytes[offset] != 0 else {
        offset += 1
        continue
      }
      let end = min(bytes.count, offset + 2 + Int(bytes[offset + 1]))
      if bytes[offset] == code { return Array(bytes[offset + 2..<end]) }
      offset = end
    }
    return []
  }
}

/// A DHCPv6 message with a DUID made of the client's MAC, as the first option (RFC 8415 §8, §11.4).
struct ClientMessage6 {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var client: MACAddress? {
    guard bytes.count >= 18, bytes[0] == 1, Array(bytes[4..<12]) == [0, 1, 0, 10, 0, 3, 0, 1] else {
      return nil
    }
    return MACAddress(bits: bytes[12..<18].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}

/// A transaction number that says what it asks and when, so that an answer that comes late is not taken for one
/// to the question after it.
struct Transaction: Equatable {
  var kind: Traffic
  var round: Int

  init(_ kind: Traffic, round: Int) {
    self.kind = kind
    self.round = round & 0xffff
  }

  init?(rawValue: UInt32) {
    guard rawValue >> 24 == 0xd4, Int(rawValue >> 16 & 0xff) < Traffic.allCases.count else { return nil }
    self.init(Traffic.allCases[Int(rawValue >> 16 & 0xff)], round: Int(rawValue & 0xffff))
  }

  var rawValue: UInt32 { 0xd400_0000 | UInt32(kind.number) << 16 | UInt32(round) }
}
