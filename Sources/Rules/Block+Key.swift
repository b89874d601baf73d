public import Wire

extension Block {
  /// What tells one block from another.
  public struct Key: Hashable, Sendable {
    /// The source.
    public var mac: MACAddress
    /// Which of its frames.
    public var scope: Scope

    /// A key from its parts.
    public init(mac: MACAddress, scope: Scope) { (self.mac, self.scope) = (mac, scope) }
  }

  /// What tells this block from another.
  public var key: Key { Key(mac: mac, scope: scope) }
}
