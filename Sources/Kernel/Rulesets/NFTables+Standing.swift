package import Rules

extension NFTables {
  /// What stands now: table, scopes and, where asked for, blocks.
  ///
  /// `nft list table bridge dhcpward`
  package func standing(withBlocks: Bool = true) throws(NetlinkError) -> RunningRules {
    let frame = try self.frame()
    let scopes = Scope.allCases.filter { frame.isInstalled($0) }
    return RunningRules(
      table: .nftables, hasTable: frame.hasTable && !frame.isDormant, hasRemnant: frame.isDormant,
      scopes: scopes,
      blocks: withBlocks ? try standingBlocks(in: Scope.allCases.filter { frame.sets.contains($0) }) : [])
  }
}
