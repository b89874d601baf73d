extension RelayedClient: LosslessStringConvertible {
  /// Reads `02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa`, or `fe80::c1 via 2001:db8:9::1 behind …`.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 5, words[1] == "via", words[3] == "behind", let router = MACAddress(words[4]),
      let name = Name(words[0], via: words[2])
    else { return nil }
    self.init(name, behind: router)
  }

  /// `02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa`
  public var description: String { "\(name) behind \(router)" }
}

extension RelayedClient.Name: LosslessStringConvertible {
  /// Reads `02:00:00:00:00:c1 via 10.9.0.1`, or `fe80::c1 via 2001:db8:9::1`.
  public init?(_ text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    guard words.count == 3, words[1] == "via" else { return nil }
    self.init(words[0], via: words[2])
  }

  /// A client's address, and its relay's; nil when they are not of one IP version.
  public init?(_ client: String, via relay: String) {
    switch IPAddress(relay) {
    case .v4(let giaddr):
      guard let chaddr = MACAddress(client) else { return nil }
      self = .v4(giaddr: giaddr, chaddr: chaddr)
    case .v6(let link):
      guard case .v6(let peer) = IPAddress(client) else { return nil }
      self = .v6(link: link, peer: peer)
    case nil: return nil
    }
  }

  /// `02:00:00:00:00:c1 via 10.9.0.1`
  public var description: String { "\(client) via \(relay)" }

  /// The client's own address: `chaddr`, or `peer-address`.
  public var client: String {
    switch self {
    case .v4(_, let chaddr): "\(chaddr)"
    case .v6(_, let peer): "\(peer)"
    }
  }

  /// The relay's address on the client's link: `giaddr`, or `link-address`.
  public var relay: IPAddress {
    switch self {
    case .v4(let giaddr, _): .v4(giaddr)
    case .v6(let link, _): .v6(link)
    }
  }
}

extension RelayedClient: Comparable {
  /// By router, then by relay, then by client, DHCPv4 before DHCPv6.
  public static func < (one: RelayedClient, other: RelayedClient) -> Bool {
    if one.router != other.router { return one.router < other.router }
    switch (one.name, other.name) {
    case (.v4(let giaddr, let chaddr), .v4(let otherGiaddr, let otherChaddr)):
      return (giaddr.bits, chaddr) < (otherGiaddr.bits, otherChaddr)
    case (.v6(let link, let peer), .v6(let otherLink, let otherPeer)):
      return (link.high, link.low, peer.high, peer.low)
        < (otherLink.high, otherLink.low, otherPeer.high, otherPeer.low)
    case (.v4, .v6): return true
    case (.v6, .v4): return false
    }
  }
}
