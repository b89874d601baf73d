/// Whose messages are counted, and blocked, together.
public enum Subject: Hashable, Sendable {
  /// Everything with this Ethernet source.
  case address(MACAddress)
  /// One client behind a relay or a router. Boxed, as most are addresses and there may be 100,000 of them.
  indirect case client(RelayedClient)
  /// All clients of a line.
  indirect case line(RelayedLine)

  /// The Ethernet source that is meant with all it sends; nil for a client or a line, whose router sends for others, too.
  public var address: MACAddress? { if case .address(let mac) = self { mac } else { nil } }

  /// The Ethernet source that the messages come with; nil for a line of a switch, which marks those of many.
  public var source: MACAddress? {
    switch self {
    case .address(let mac): mac
    case .client(let client): client.router
    case .line(let line): line.router
    }
  }

  /// The same when it is a client or a line; nil for a source.
  public var behindRouter: Subject? { address == nil ? self : nil }

  /// The client behind a relay or a router; nil for anything else.
  public var client: RelayedClient? { if case .client(let client) = self { client } else { nil } }

  /// The Ethernet address of the machine that is meant: the source, or a client's `chaddr`; nil where nothing says it.
  public var hardwareAddress: MACAddress? {
    switch self {
    case .address(let mac): return mac
    case .client(let client):
      if case .v4(_, let chaddr) = client.name { return chaddr }
      return nil
    case .line: return nil
    }
  }
}
