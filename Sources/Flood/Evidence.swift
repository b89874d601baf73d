public import Wire

/// What is known of a source when something is found of it.
public struct Evidence: Hashable, Sendable {
  /// Messages since the first, by kind; kinds that did not occur are absent. A count stays at 65,535.
  public let kinds: [MessageKind: Int]
  /// Different clients within the starvation window; nil when it spoke for one at most.
  public let clients: Int?
  /// Its first message since the watchlist remembers it, to the second.
  public let first: Timestamp
  /// Its latest message.
  public let last: Timestamp
  /// The outermost VLAN of its latest message.
  public let vlan: VLANID?
  /// The time to live of its first message, the hop limit in IPv6; zero when unknown.
  public let hopLimit: UInt8

  /// Messages of every kind.
  public var messages: Int { kinds.values.reduce(0, +) }

  /// Evidence from its parts.
  public init(
    kinds: [MessageKind: Int], clients: Int? = nil, first: Timestamp, last: Timestamp, vlan: VLANID? = nil,
    hopLimit: UInt8 = 0
  ) {
    self.kinds = kinds
    self.clients = clients
    self.first = first
    self.last = last
    self.vlan = vlan
    self.hopLimit = hopLimit
  }
}
