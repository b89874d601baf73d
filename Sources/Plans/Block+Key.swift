public import Wire

extension Block {
  /// What tells one block from another.
  public struct Key: Hashable, Sendable, Comparable {
    /// The source.
    public var mac: MACAddress
    /// Which of its frames.
    public var scope: Scope
    /// At which port alone; nil for everywhere.
    public var port: InterfaceName?

    /// A key from its parts.
    public init(mac: MACAddress, scope: Scope, port: InterfaceName? = nil) {
      (self.mac, self.scope, self.port) = (mac, scope, port)
    }

    /// By source, then by scope, then by port.
    public static func < (one: Key, other: Key) -> Bool {
      if one.mac != other.mac { return one.mac < other.mac }
      if one.scope != other.scope { return one.scope.rawValue < other.scope.rawValue }
      return (one.port?.description ?? "") < (other.port?.description ?? "")
    }
  }

  /// What tells this block from another.
  public var key: Key { Key(mac: mac, scope: scope, port: port) }
}
