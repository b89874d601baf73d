import Wire

/// A socket by which frames or datagrams are received, as the kernel lists it.
struct SocketEntry: Hashable, Sendable {
  /// What it receives.
  enum Kind: Hashable, Sendable {
    /// AF_PACKET of one EtherType; ETH_P_ALL is 3.
    case packet(protocol: UInt16)
    /// UDP of either IP version, unconnected, on this port.
    case udp(port: UInt16)
  }

  /// What it receives.
  var kind: Kind
  /// Its number in sockfs, by which /proc/PID/fd names it.
  var inode: UInt64
  /// The interface it is bound to, 0 for none.
  var interface: Int32
  /// The address it is bound to; nil for any.
  var address: IPAddress?

  /// The ports that DHCP servers and relays receive on.
  static let ports: Set<UInt16> = [67, 547]

  /// It may be a DHCP server's: on such a port, or hearing every frame or every IPv4 frame.
  var mayBeServer: Bool {
    switch kind {
    case .packet(let type): type == 0x0003 || type == 0x0800
    case .udp(let port): Self.ports.contains(port)
    }
  }
}

extension IPAddress {
  /// Nil for 0.0.0.0 and ::, which mean any.
  static func bound(_ octets: some Collection<UInt8>) -> IPAddress? {
    octets.allSatisfy { $0 == 0 } ? nil : IPAddress(octets: Array(octets)[...])
  }
}
