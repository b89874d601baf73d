public import Wire

extension Finding {
  /// The same with the names of its subject, which the engine knows by digests only where they are long: `said` is what the
  /// message that showed it says.
  public func named(by said: ClientEvidence?) -> Finding {
    var named = self
    switch subject {
    case .client(let client):
      guard case .v6 = client.name, case .v6(let link)? = said?.relay, case .v6(let peer)? = said?.peer
      else { return self }
      named.subject = .client(RelayedClient(.v6(link: link, peer: peer), behind: client.router))
    case .line: return self.named(as: said?.line)
    case .address: return self
    }
    return named
  }

  /// The same with the name of its line; nil when that is not known.
  public func named(as name: RelayedLine?) -> Finding {
    guard case .line(let line) = subject, var name else { return self }
    name.router = line.router
    var named = self
    named.subject = .line(name)
    return named
  }

  /// It is about what is behind a relay or a router, not about the Ethernet source.
  public var isBehind: Bool { if case .address = subject { false } else { true } }
}
