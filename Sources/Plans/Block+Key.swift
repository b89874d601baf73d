public import Wire

extension Block {
  /// What tells one block from another.
  public struct Key: Hashable, Sendable, Comparable {
    /// Whose frames.
    public var subject: Subject
    /// Which of its frames.
    public var scope: Scope
    /// At which port alone; nil for everywhere.
    public var port: InterfaceName?

    /// A key from its parts.
    public init(_ subject: Subject, scope: Scope, port: InterfaceName? = nil) {
      (self.subject, self.scope, self.port) = (subject, scope, port)
    }

    /// That of an Ethernet source.
    public init(mac: MACAddress, scope: Scope, port: InterfaceName? = nil) {
      self.init(.address(mac), scope: scope, port: port)
    }

    /// By source, then by scope, then by port.
    public static func < (one: Key, other: Key) -> Bool {
      if one.subject != other.subject { return one.subject < other.subject }
      if one.scope != other.scope { return one.scope.rawValue < other.scope.rawValue }
      return (one.port?.description ?? "") < (other.port?.description ?? "")
    }
  }

  /// What tells this block from another.
  public var key: Key { Key(subject, scope: scope, port: port) }
}
