import TestKit
import Wire

/// The server's host, as its clients know it.
struct Server {
  var mac: MACAddress
  var address: IPv4Address
  /// The host's part in 2001:db8::/64.
  static let address6: [UInt8] = [0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 11) + [1]
}

/// A client that exists only in the frames sent for it.
struct Identity {
  let mac: MACAddress
  /// What the server lent to it.
  var leased: IPv4Address?

  /// An address of its own, for all but DHCP: 192.0.2.201 and so on, by the last octet of its MAC.
  var address: IPv4Address { IPv4Address(bits: 0xc000_02c8 | UInt32(mac.bits & 7)) }
  /// And 2001:db8::20x.
  var address6: [UInt8] { Server.address6.dropLast(2) + [2, UInt8(mac.bits & 7)] }

  /// The frame that asks for one kind of answer.
  func question(_ kind: Traffic, _ server: Server, round: Int) -> [UInt8] {
    let port = UInt16(20_000 + round % 40_000)
    switch kind {
    case .discover, .oneTag, .twoTags, .fourTags:
      return dhcp(.discover, Transaction(kind, round: round)) {
        $0.tags = [DHCPv4Frame.Tag](repeating: DHCPv4Frame.Tag(0), count: kind.tags)
      }.bytes
    case .tenHeaders: return solicit(server).bytes
    case .renew:
      return dhcp(.request, Transaction(.renew, round: round)) {
        $0.destination = server.mac
        $0.addresses = (leased ?? address, server.address)
        $0.message.ciaddr = leased ?? address
      }.bytes
    case .rebind:
      return dhcp(.request, Transaction(.rebind, round: round)) {
        $0.addresses.source = leased ?? address
        $0.message.ciaddr = leased ?? address
      }.bytes
    case .relayed: return relayed(dhcp(.discover, Transaction(.relayed, round: round)) { _ in }, server).bytes
    case .arp: return arp(to: .broadcast, operation: 1, target: server.address)
    case .nd: return solicitation()
    case .ping:
      return packet(
        server, proto: 1, [8, 0, 0, 0] + octets(UInt16(truncatingIfNeeded: round)) + [0, 1], at: 2)
    case .udp:
      return packet(server, proto: 17, octets(port) + [0, 7, 0, 12, 0, 0] + Array("echo".utf8), at: nil)
    case .tcp:
      let segment = octets(port) + [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0x50, 2, 0xff, 0xff, 0, 0, 0, 0]
      return packet(server, proto: 6, segment, at: 16)
    }
  }

  /// The REQUEST that takes an offer.
  func acceptance(of offer: ServerMessage, _ kind: Traffic, _ server: Server, round: Int) -> [UInt8] {
    let request = dhcp(.request, Transaction(kind, round: round)) {
      $0.message.options =
        [53, 1, 3, 50, 4] + octets(offer.yourAddress) + [54, UInt8(offer.server.count)] + offer.server + [255]
    }
    return (kind == .relayed ? relayed(request, server) : request).bytes
  }

  // To the host's own address: a socket hears that wherever the address is, and joins no group for it.
  private func solicit(_ server: Server) -> DHCPv6Frame {
    DHCPv6Frame(source: mac, .solicit) {
      $0.destination = server.mac
      $0.addresses = (IPv6Address(octets: address6), IPv6Address(octets: Server.address6))
      $0.hopLimit = 64
      $0.extensions = [DHCPv6Frame.Extension](repeating: .destinationOptions(), count: 10)
    }
  }

  // By a relay that has this client's own address and MAC.
  private func relayed(_ frame: DHCPv4Frame, _ server: Server) -> DHCPv4Frame {
    var frame = frame
    frame.destination = server.mac
    frame.addresses = (address, server.address)
    frame.ports = (67, 67)
    frame.message.hops = 1
    frame.message.giaddr = address
    return frame
  }

  private func dhcp(
    _ kind: MessageKind, _ transaction: Transaction, change: (inout DHCPv4Frame) -> Void
  ) -> DHCPv4Frame {
    DHCPv4Frame(source: mac, kind) {
      $0.message.xid = transaction.rawValue
      change(&$0)
    }
  }

  private func packet(_ server: Server, proto: UInt8, _ payload: [UInt8], at offset: Int?) -> [UInt8] {
    var payload = payload
    if let offset {
      let pseudo =
        octets(address.bits) + octets(server.address.bits) + [0, proto] + octets(UInt16(payload.count))
      payload.replaceSubrange(
        offset..<offset + 2, with: octets(checksum(proto == 1 ? payload : pseudo + payload)))
    }
    var header: [UInt8] = [0x45, 0] + octets(UInt16(20 + payload.count)) + [0, 1, 0, 0, 64, proto, 0, 0]
    header += octets(address.bits) + octets(server.address.bits)
    header.replaceSubrange(10..<12, with: octets(checksum(header)))
    return server.mac.octets + mac.octets + [8, 0] + header + payload
  }
}

extension IPv6Address {
  fileprivate init(octets: [UInt8]) {
    let halves = [octets.prefix(8), octets.suffix(8)].map { $0.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
    self.init(high: halves[0], low: halves[1])
  }
}
