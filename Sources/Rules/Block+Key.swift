public import Wire

extension Block {
  /// What tells one block from another.
  public struct Key: Hashable, Sendable, Comparable {
    /// The source.
    public var mac: MACAddress
    /// Which of its frames.
    public var scope: Scope

    /// A key from its parts.
    public init(mac: MACAddress, scope: Scope) { (self.mac, self.scope) = (mac, scope) }

    /// By source, then by scope.
    public static func < (one: Key, other: Key) -> Bool {
      one.mac == other.mac ? one.scope.rawValue < other.scope.rawValue : one.mac < other.mac
    }
  }

  /// What tells this block from another.
  public var key: Key { Key(mac: mac, scope: scope) }
}
