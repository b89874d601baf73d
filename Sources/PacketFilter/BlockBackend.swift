import Plans
import Wire

/// A packet filter in which blocks are kept: nftables by netlink, ebtables by its tool. A dry run has neither, as it prints
/// what would be handed over (`Daemon/PlanPrinter`).
protocol BlockBackend {
  /// Adds what blocks are kept in.
  func install(_ ruleset: Ruleset) throws
  /// Takes it away.
  func remove(_ ruleset: Ruleset) throws
  /// Drops these sources, all or none.
  func block(_ blocks: [Block]) throws
  /// Lets them pass again.
  func unblock(_ blocks: [Block]) throws
  /// What stands. Without the blocks it costs the same however many there are, but in ebtables.
  func standing(withBlocks: Bool) throws -> RunningRules
  /// One block as it stands; nil when it does not.
  func standing(_ block: Block) throws -> StandingBlock?
  /// How much was dropped of each of this host's own addresses.
  func own() throws -> [MACAddress: UInt64]
}

/// A packet filter that can send a port's frames past its bridge.
protocol BrouteBackend {
  /// Adds the rules of a port.
  func install(_ broute: Broute) throws
  /// Takes them away.
  func removeBroute() throws
  /// What stands; nil for nothing.
  func broute() throws -> Broute?
}

extension NFTables: BlockBackend, BrouteBackend {}

extension Ebtables: BlockBackend, BrouteBackend {
  func standing(withBlocks: Bool) throws -> RunningRules { try standing() }

  func standing(_ block: Block) throws -> StandingBlock? {
    try standing().blocks.first { $0.block.key == block.key }
  }

  // It has no counters for what its rules do not name.
  func own() -> [MACAddress: UInt64] { [:] }
}
