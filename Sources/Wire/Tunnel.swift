/// What hides a frame or a packet in another: DHCP in it is not looked for.
public enum Tunnel: String, CaseIterable, Hashable, Sendable {
  /// PPPoE sessions (RFC 2516).
  case pppoe = "PPPoE"
  /// MACsec (IEEE 802.1AE).
  case macsec = "MACsec"
  /// Provider backbone bridges (IEEE 802.1ah).
  case providerBackbone = "802.1ah"
  /// MPLS (RFC 3032).
  case mpls = "MPLS"
  /// TRILL (RFC 6325).
  case trill = "TRILL"
  /// B.A.T.M.A.N. advanced.
  case batman = "batman-adv"
  /// Encrypted frames of Wi-Fi, and several frames in one.
  case wifi = "encrypted or aggregated Wi-Fi"
  /// IPv4 or IPv6 in IP (RFC 2003, RFC 2473).
  case ip = "IP in IP"
  /// GRE, and what is in it (RFC 2784).
  case gre = "GRE"
  /// Ethernet in IP (RFC 3378).
  case etherIP = "EtherIP"
  /// IPsec's ESP (RFC 4303).
  case esp = "IPsec ESP"
  /// L2TP (RFC 3931).
  case l2tp = "L2TP"
  /// VXLAN (RFC 7348).
  case vxlan = "VXLAN"
  /// Geneve (RFC 8926).
  case geneve = "Geneve"
  /// GTP of mobile networks (3GPP TS 29.281).
  case gtp = "GTP"
  /// What a Wi-Fi access point sends to its controller (RFC 5415).
  case capwap = "CAPWAP"
  /// IPsec behind UDP (RFC 3948).
  case natTraversal = "IPsec over UDP"

  init?(etherType: UInt16) {
    switch etherType {
    case 0x8863, 0x8864: self = .pppoe
    case 0x88e5: self = .macsec
    case 0x88e7: self = .providerBackbone
    case 0x8847, 0x8848: self = .mpls
    case 0x22f3: self = .trill
    case 0x4305: self = .batman
    default: return nil
    }
  }

  init?(proto: UInt8) {
    switch proto {
    case 4, 41: self = .ip
    case 47: self = .gre
    case 50: self = .esp
    case 97: self = .etherIP
    case 115: self = .l2tp
    case 137: self = .mpls
    default: return nil
    }
  }

  init?(port: UInt16) {
    switch port {
    case 1701: self = .l2tp
    case 2152: self = .gtp
    case 4500: self = .natTraversal
    case 4789, 8472: self = .vxlan
    case 5247: self = .capwap
    case 6081: self = .geneve
    case 6635: self = .mpls
    default: return nil
    }
  }

  /// Where what is in it can be captured.
  public var advice: String {
    switch self {
    case .pppoe: "PPP gives addresses without DHCP; capture behind where it ends, if there is DHCP in it"
    case .macsec: "capture on the MACsec interface (macsec0)"
    case .wifi: "capture on the access point's own interface, behind the encryption"
    case .capwap: "capture on the controller, behind the tunnels"
    default: "capture where it ends, on the tunnel's own interface"
    }
  }
}

/// Finds what `MessageReader` does not look into.
enum TunnelReader: PacketReader {
  static func other(_ tunnel: Tunnel) -> Tunnel? { tunnel }

  static func ipv4(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> Tunnel? {
    guard let packet = IPv4Header(bytes), packet.fragmentOffset == 0 else { return nil }
    return tunnel(packet.proto, bytes.extracting(packet.payload))
  }

  static func ipv6(_ bytes: Span<UInt8>, source: MACAddress, vlans: VLANTags) -> Tunnel? {
    guard let packet = IPv6Header(bytes) else { return nil }
    return tunnel(packet.proto, bytes.extracting(packet.payload))
  }

  private static func tunnel(_ proto: UInt8, _ bytes: Span<UInt8>) -> Tunnel? {
    guard proto == IPv4Header.udp else { return Tunnel(proto: proto) }
    return UDPHeader(bytes).flatMap { Tunnel(port: $0.destinationPort) }
  }
}
