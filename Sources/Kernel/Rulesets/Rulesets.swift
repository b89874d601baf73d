internal import Glibc
public import Rules

/// The rulesets of both dialects: carries ruleset and block changes out, and reads what stands.
public final class Rulesets {
  private var opened: NFTables?
  private let ebtables = Ebtables()

  /// Asks nothing of the machine yet.
  public init() {}

  /// nf_tables, whose socket is opened when first needed: a machine may have ebtables only.
  private func nftables() throws(NetlinkError) -> NFTables {
    if let opened { return opened }
    let fresh = try NFTables()
    opened = fresh
    return fresh
  }

  /// What stands in that dialect.
  public func rules(_ dialect: Dialect) throws -> RunningRules {
    switch dialect {
    case .nftables: try nftables().standing()
    case .ebtables: try ebtables.standing()
    }
  }

  /// What stands in every dialect that this machine has. A missing privilege is an error, a missing kernel
  /// part or tool is not.
  public func allRules() throws -> [RunningRules] {
    var all: [RunningRules] = []
    for dialect in Dialect.allCases {
      do {
        all.append(try rules(dialect))
      } catch let error as NetlinkError where Self.lacking.contains(error.errno) {
        continue
      } catch let error as ToolError where !error.isNotPermitted {
        continue
      }
    }
    return all
  }

  /// What this kernel says where it has no nf_tables.
  private static let lacking = [EPROTONOSUPPORT, EAFNOSUPPORT, EOPNOTSUPP, EINVAL]

  /// The block of that source and scope as it stands; nil when it does not. In nftables it costs the same
  /// however many stand.
  public func standing(_ block: Block, _ dialect: Dialect) throws -> StandingBlock? {
    switch dialect {
    case .nftables: try nftables().standing(block.mac, in: block.scope)
    case .ebtables:
      try ebtables.standing().blocks.first { $0.block.mac == block.mac && $0.block.scope == block.scope }
    }
  }

  /// How many of these changes, from the first, are best carried out at once: 0 when the first is no change
  /// of a ruleset.
  public static func run(in changes: some Collection<Change>) -> Int {
    switch changes.first {
    case .installRuleset, .removeRuleset: 1
    case .block(_, let dialect):
      changes.prefix { if case .block(_, dialect) = $0 { true } else { false } }.count
    case .unblock(_, let dialect):
      changes.prefix { if case .unblock(_, dialect) = $0 { true } else { false } }.count
    default: 0
    }
  }

  /// Carries a run of changes out, all or none.
  public func perform(_ run: some Collection<Change>) throws {
    let blocks = run.compactMap { change -> Block? in
      switch change {
      case .block(let block, _), .unblock(let block, _): block
      default: nil
      }
    }
    switch run.first {
    case .installRuleset(let ruleset) where ruleset.dialect == .nftables: try nftables().install(ruleset)
    case .installRuleset(let ruleset): try ebtables.install(ruleset)
    case .removeRuleset(let ruleset) where ruleset.dialect == .nftables: try nftables().remove(ruleset)
    case .removeRuleset(let ruleset): try ebtables.remove(ruleset)
    case .block(_, .nftables): try nftables().block(blocks)
    case .block(_, .ebtables): try ebtables.block(blocks)
    case .unblock(_, .nftables): try nftables().unblock(blocks)
    case .unblock(_, .ebtables): try ebtables.unblock(blocks)
    default: break
    }
  }
}
