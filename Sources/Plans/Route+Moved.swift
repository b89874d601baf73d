public import Wire

extension Route {
  /// Whether one of its ways leaves by that interface.
  package func leaves(by interface: InterfaceName) -> Bool { hops.contains { $0.interface == interface } }

  /// The same route with one interface in place of another, hop by hop.
  package func moved(from old: InterfaceName, to new: InterfaceName) -> Route {
    var route = self
    for index in hops.indices where hops[index].interface == old { route.hops[index].interface = new }
    return route
  }

  /// Equal but for the seconds that are left.
  func isSame(as other: Route) -> Bool {
    var other = other
    other.expires = expires
    return self == other
  }

  /// The kernel makes it by itself from these addresses, so it needs no moving: everything of its own in table
  /// local, and the connected route of an address.
  public func isImplied(by addresses: [Address]) -> Bool {
    guard protocolNumber == 2 else { return false }  // RTPROT_KERNEL
    if table == 255 { return true }
    guard let hop = hops.first, hops.count == 1, hop.gateway == nil else { return false }
    return addresses.contains { address in
      guard address.interface == hop.interface, !address.hasNoPrefixRoute else { return false }
      let connected = [address.peer ?? address.prefix.address].compactMap {
        Prefix(address: $0, length: address.prefix.length)?.network
      }
      let itself = Prefix(address: address.prefix.address, length: address.prefix.address.width)
      // The kernel's own metric is 0 for IPv4 and 256 for IPv6 (IP6_RT_PRIO_ADDRCONF).
      let usual: UInt32 = address.prefix.address.width == 32 ? 0 : 256
      return (metric ?? 0) == (address.metric == 0 ? usual : address.metric)
        && (connected.contains(destination) || destination == itself)
    }
  }

  /// Made by the kernel from one of these addresses, but not unmade with it: so is the connected IPv6 route of an
  /// address that has a lifetime (`check_cleanup_prefix_route` in net/ipv6/addrconf.c).
  public func mayOutlive(_ addresses: [Address]) -> Bool {
    table != 255
      && isImplied(by: addresses.filter { $0.prefix.address.width == 128 && $0.validLifetime != .max })
  }
}

extension Prefix {
  /// The prefix without host bits.
  public var network: Prefix? {
    let octets = address.octets.enumerated().map { index, octet -> UInt8 in
      let kept = min(8, max(0, length - 8 * index))
      return kept == 0 ? 0 : octet & (0xff << UInt8(8 - kept))
    }
    return IPAddress(octets: octets).flatMap { Prefix(address: $0, length: length) }
  }
}
