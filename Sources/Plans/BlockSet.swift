/// The sources blocked in a scope: everywhere, or each at one port. In nftables it is a set.
public struct BlockSet: Hashable, Sendable, CaseIterable {
  /// Which of their frames.
  public var scope: Scope
  /// Each is blocked at one port only, and passes at others.
  public var isAtPort: Bool

  /// A set from its parts.
  public init(_ scope: Scope, isAtPort: Bool = false) {
    self.scope = scope
    self.isAtPort = isAtPort
  }

  /// Where no bridge does it, DHCP from nobody's address is dropped with it, or every frame.
  package var dropsNobody: Bool { !isAtPort && scope != .llc }

  /// All there are, in the order they are printed in.
  public static let allCases = [false, true].flatMap { isAtPort in
    Scope.allCases.map { BlockSet($0, isAtPort: isAtPort) }
  }
}

extension Block {
  /// The set it belongs to.
  public var set: BlockSet { BlockSet(scope, isAtPort: port != nil) }
}

extension Sequence<BlockSet> {
  /// The scopes of those at ports, or of the others.
  func scopes(atPort isAtPort: Bool) -> [Scope] { filter { $0.isAtPort == isAtPort }.map(\.scope) }
}
