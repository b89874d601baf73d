package import Rules

extension NFTables {
  /// What stands now: table, scopes and blocks.
  ///
  /// `nft list table bridge dhcpward`
  package func standing() throws(NetlinkError) -> RunningRules {
    let frame = try self.frame()
    let scopes = Scope.allCases.filter { frame.isInstalled($0) }
    return RunningRules(
      table: .nftables, hasTable: frame.hasTable, scopes: scopes,
      blocks: try standingBlocks(in: Scope.allCases.filter { frame.sets.contains($0) }))
  }
}
