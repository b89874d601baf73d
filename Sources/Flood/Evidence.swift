public import Wire

/// What is known of a source when something is found of it.
public struct Evidence: Hashable, Sendable {
  /// Messages since the first, by kind.
  let counts: KindCounts
  let isVersion6: Bool
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

  /// Messages since the first, by kind; kinds that did not occur are absent.
  public var kinds: [MessageKind: Int] { counts.byKind(isVersion6: isVersion6) }
  /// Messages of every kind.
  public var messages: Int { kinds.values.reduce(0, +) }
}
