/// How a server writes its leases down.
public enum LeaseFormat: String, Hashable, Sendable {
  /// dnsmasq, both families in one file.
  case dnsmasq
  /// isc-dhcpd, a file for each family.
  case dhcpd
  /// Kea's memfile, a file for each family.
  case kea

  /// Reads what a file holds, or its end when that is too long to be read as a whole: `head` is how it begins then.
  ///
  /// Never fails, whatever the octets are: what cannot be read is passed over.
  public func read(_ octets: [UInt8], head: [UInt8]? = nil, into table: inout LeaseTable) {
    guard !table.wanted.isEmpty else { return }
    var octets = octets[...]
    // The first line is not whole.
    if head != nil { octets = octets.drop { $0 != LeaseText.lineEnd }.dropFirst() }
    switch self {
    case .dnsmasq: DnsmasqLeases.read(octets, into: &table)
    case .dhcpd: DhcpdLeases.read(octets, into: &table)
    case .kea:
      let head = (head?[...] ?? octets).prefix { $0 != LeaseText.lineEnd }
      KeaLeases.read(head: head, octets, into: &table)
    }
  }
}
