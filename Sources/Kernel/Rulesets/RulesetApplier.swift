import Glibc
import Rules

/// Reads and changes rulesets and blocks: the seam between plans and the tables.
final class RulesetApplier {
  private var nftables: NFTables?
  private let ebtables = Ebtables()

  /// What goes to a table at once: a run of blocks, or of unblocks; anything else alone.
  static func batches(_ changes: [Change]) -> [Range<Int>] {
    var starts: [Int] = changes.isEmpty ? [] : [0]
    for position in changes.indices.dropFirst() {
      switch (changes[position - 1], changes[position]) {
      case (.block(_, let a), .block(_, let b)) where a == b: continue
      case (.unblock(_, let a), .unblock(_, let b)) where a == b: continue
      default: starts.append(position)
      }
    }
    return zip(starts, starts.dropFirst() + [changes.count]).map { $0..<$1 }
  }

  /// Does one batch: all of it, or nothing.
  func apply(_ batch: [Change]) throws {
    guard let first = batch.first else { return }
    let blocks = batch.compactMap { change -> Block? in
      switch change {
      case .block(let block, _), .unblock(let block, _): block
      default: nil
      }
    }
    switch first {
    case .installRuleset(let ruleset) where ruleset.table == .nftables: try openNFTables().install(ruleset)
    case .installRuleset(let ruleset) where ruleset.table == .ebtables: try ebtables.install(ruleset)
    case .removeRuleset(let ruleset) where ruleset.table == .nftables: try openNFTables().remove(ruleset)
    case .removeRuleset(let ruleset) where ruleset.table == .ebtables: try ebtables.remove(ruleset)
    case .block(_, .nftables): try openNFTables().block(blocks)
    case .block(_, .ebtables): try ebtables.block(blocks)
    case .unblock(_, .nftables): try openNFTables().unblock(blocks)
    case .unblock(_, .ebtables): try ebtables.unblock(blocks)
    default:
      throw NetlinkError(
        operation: "\(first)", errno: EOPNOTSUPP, text: "not applied by this version")
    }
  }

  /// What dhcpward has standing in one table, whoever put it there.
  func running(_ table: Table) throws -> RunningRules {
    switch table {
    case .nftables: try openNFTables().standing()
    case .ebtables, .brouting: try ebtables.standing()
    case .netdev: RunningRules(table: table)
    }
  }

  /// One block as it stands now; nil when it does not.
  func standing(_ block: Block, _ table: Table) throws -> StandingBlock? {
    switch table {
    case .nftables: try openNFTables().standing(block.mac, in: block.scope)
    case .netdev: nil
    case .ebtables, .brouting:
      try ebtables.standing().blocks.first { $0.block.mac == block.mac && $0.block.scope == block.scope }
    }
  }

  private func openNFTables() throws(NetlinkError) -> NFTables {
    if let nftables { return nftables }
    let opened = try NFTables()
    nftables = opened
    return opened
  }
}
