package import Netlink
package import Plans
package import Wire

extension NFTables {
  /// What stands now: table, scopes and, where asked for, blocks.
  ///
  /// `nft list table bridge dhcpward`
  package func standing(withBlocks: Bool = true) throws(NetlinkError) -> RunningRules {
    let frame = try self.frame()
    let sets = BlockSet.allCases.filter { frame.isInstalled($0) }
    return RunningRules(
      table: home.device.map { .netdev($0) } ?? .nftables, hasTable: frame.hasTable && !frame.isIdle,
      hasRemnant: frame.isIdle, scopes: sets.filter { $0.member == .source }.map(\.scope),
      scopesAtPort: sets.filter(\.isAtPort).map(\.scope), clients: sets.clientVersions,
      blocks: withBlocks ? try standingBlocks(in: BlockSet.allCases.filter { frame.sets.contains($0) }) : [],
      own: frame.search.hasOwn ? try own() : [:],
      gate: try frame.gate.standing(known: withBlocks ? known() : []))
  }

  /// This host's own addresses as they are noted, each with how many messages were dropped for it.
  package func own() throws(NetlinkError) -> [MACAddress: UInt64] {
    try list(NFTablesText.ownSet) { $0.subject.address }.mapValues(\.packets)
  }

  /// The port whose ingress hook the table's chain is at; `unknown` when that device is gone and the chain with it,
  /// nil without the table.
  func ingressPort() throws(NetlinkError) -> InterfaceName? {
    let frame = try self.frame()
    guard frame.hasTable else { return nil }
    return frame.device.flatMap { InterfaceName($0) } ?? .unknown
  }
}

extension InterfaceName {
  /// Stands for a device that is gone.
  static var unknown: InterfaceName {
    guard let name = InterfaceName("?") else { preconditionFailure("? is a name that the kernel takes") }
    return name
  }
}
