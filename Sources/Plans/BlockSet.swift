internal import Wire

/// The sources blocked in a scope: everywhere, or each at one port; or the clients behind routers. In nftables it is a set.
public struct BlockSet: Hashable, Sendable, CaseIterable {
  /// What tells one of its members from another.
  public enum Member: Hashable, Sendable {
    /// An Ethernet source.
    case source
    /// The same, and the port of a bridge.
    case sourceAtPort
    /// A client of that IP version behind a router.
    case client(ClientVersion)
    /// A line: no set of nftables holds one.
    case line
  }

  /// Of which version the messages of a client are.
  public enum ClientVersion: String, Hashable, Sendable, CaseIterable {
    case v4, v6
  }

  /// Which of their frames.
  public var scope: Scope
  /// What its members are.
  public var member: Member

  /// A set from its parts.
  public init(_ scope: Scope, isAtPort: Bool = false) {
    (self.scope, member) = (scope, isAtPort ? .sourceAtPort : .source)
  }

  /// That of the clients of a version.
  public init(clients version: ClientVersion) { (scope, member) = (.dhcp, .client(version)) }

  private init(lines scope: Scope) { (self.scope, member) = (scope, .line) }

  /// Each is blocked at one port only, and passes at others.
  public var isAtPort: Bool { member == .sourceAtPort }

  /// Of which version its clients are; nil for a set of sources.
  public var clients: ClientVersion? { if case .client(let version) = member { version } else { nil } }

  /// Where no bridge does it, DHCP from nobody's address is dropped with it, or every frame.
  package var dropsNobody: Bool { member == .source && scope != .llc }

  /// All that sources are in.
  static let ofSources = [false, true].flatMap { isAtPort in
    Scope.allCases.map { BlockSet($0, isAtPort: isAtPort) }
  }

  /// All there are, in the order they are printed in.
  public static let allCases = ofSources + ClientVersion.allCases.map { BlockSet(clients: $0) }

  fileprivate static func holding(_ subject: Subject, _ scope: Scope, isAtPort: Bool) -> BlockSet {
    switch subject {
    case .address: BlockSet(scope, isAtPort: isAtPort)
    case .client(let client):
      switch client.name {
      case .v4: BlockSet(clients: .v4)
      case .v6: BlockSet(clients: .v6)
      }
    case .line: BlockSet(lines: scope)
    }
  }
}

extension Block {
  /// The set it belongs to.
  public var set: BlockSet { .holding(subject, scope, isAtPort: port != nil) }
}

extension Block.Key {
  /// The set it belongs to.
  public var set: BlockSet { .holding(subject, scope, isAtPort: port != nil) }
}

extension Sequence<BlockSet> {
  /// The scopes of those at ports, or of the others.
  func scopes(atPort isAtPort: Bool) -> [Scope] {
    filter { $0.member == (isAtPort ? .sourceAtPort : .source) }.map(\.scope)
  }

  /// The versions whose clients they hold.
  package var clientVersions: [BlockSet.ClientVersion] { compactMap(\.clients) }
}
