import Plans
package import Wire

/// One of dhcpward's tables in nf_tables: its family, its names, and where its one chain is hooked in.
package struct NFTBaseChain: Hashable, Sendable {
  /// `nfgen_family`: AF_BRIDGE (7) or NFPROTO_NETDEV (5).
  let family: UInt8
  /// The table's name.
  let table: String
  /// Its chain's name.
  let chain: String
  /// NFTA_HOOK_HOOKNUM.
  let hook: UInt32
  /// NFTA_HOOK_PRIORITY.
  let priority: Int32
  /// NFTA_HOOK_DEV; nil where the family has no such thing.
  let device: InterfaceName?

  /// `table bridge dhcpward`: the blocks of bridges, at NF_BR_PRE_ROUTING.
  package static let bridge = NFTBaseChain(
    family: 7, table: "dhcpward", chain: NFTablesText.chain, hook: 0, priority: -300, device: nil)

  /// `table bridge dhcpward_broute`: behind the other, so that it sees only what that lets pass.
  package static let broute = NFTBaseChain(
    family: 7, table: "dhcpward_broute", chain: NFTablesText.chain, hook: 0, priority: -298, device: nil)

  /// `table bridge dhcpward_vlan_PORT`: in front of all others.
  package static func vlan(_ port: InterfaceName) -> NFTBaseChain {
    NFTBaseChain(
      family: 7, table: NFTablesText.vlanTableName(port), chain: NFTablesText.chain, hook: 0, priority: -301,
      device: nil)
  }

  /// `table netdev dhcpward`: the blocks of a port, at NF_NETDEV_INGRESS.
  package static func netdev(_ port: InterfaceName) -> NFTBaseChain {
    NFTBaseChain(
      family: 5, table: "dhcpward", chain: NFTablesText.netdevChain, hook: 0, priority: -300, device: port)
  }

  /// The hook of the gate's chain: behind that of the blocks, in front of broute's.
  static let gatePriority: Int32 = -299

  /// Frames from nobody's address come by here: a bridge lets none in (is_valid_ether_addr in net/bridge/br_input.c).
  var seesNobody: Bool { device != nil }

  /// The same under another table's name.
  func named(_ table: String) -> NFTBaseChain {
    NFTBaseChain(family: family, table: table, chain: chain, hook: hook, priority: priority, device: device)
  }

  /// `table bridge dhcpward`
  var words: String { "table \(family == 5 ? "netdev" : "bridge") \(table)" }
}
