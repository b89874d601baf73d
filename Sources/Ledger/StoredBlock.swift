public import Plans
public import Wire

/// One block with its end: what a restart makes to stand again.
public struct StoredBlock: Hashable, Sendable {
  /// Where.
  public var interface: InterfaceName
  /// Whom and why; its lifetime is not looked at, as `until` says it better.
  public var block: Block
  /// When it ends, by the wall clock; nil for when somebody ends it.
  public var until: Timestamp?

  /// A stored block from its parts.
  public init(interface: InterfaceName, block: Block, until: Timestamp?) {
    (self.interface, self.block, self.until) = (interface, block, until)
    self.block.lifetime = nil
  }

  /// Whether it is over.
  public func isOver(at now: Timestamp) -> Bool { until.map { $0 <= now } ?? false }

  var place: Place { Place(interface: interface, key: block.key) }
}

/// What tells one stored block from another.
struct Place: Hashable, Sendable, Comparable {
  var interface: InterfaceName
  var key: Block.Key

  static func < (one: Place, other: Place) -> Bool {
    one.interface == other.interface
      ? one.key < other.key : one.interface.description < other.interface.description
  }
}
