extension RelayedClient {
  /// A digest of what names a client in DHCPv6: the `origin` of its messages.
  package static func origin(link: IPv6Address, peer: IPv6Address) -> UInt64 {
    Digest.pair(Digest.pair(link.high, link.low), Digest.pair(peer.high, peer.low))
  }
}
