internal import CNetlink
package import Netlink
package import Plans
internal import Wire

/// Filters of tagged frames in nf_tables: a table `bridge dhcpward_vlan_PORT` for each port.
extension NFTables {
  /// Those that stand, of every port.
  package func vlanFilters() throws(NetlinkError) -> [VLANFilter] {
    var filters: [VLANFilter] = []
    for reply in try dump(NFTMessage.request(.getTable, nil), operation: "list tables of bridges") {
      let table = reply.attributes(after: 4)
      guard let port = Self.comment(of: table).flatMap(InterfaceName.init),
        table[NFTA_TABLE_NAME]?.text == NFTablesText.vlanTableName(port)
      else { continue }
      filters.append(try vlanFilter(.vlan(port), port))
    }
    return filters
  }

  private func vlanFilter(_ home: NFTBaseChain, _ port: InterfaceName) throws(NetlinkError) -> VLANFilter {
    var (tagged, entrance): ([NetlinkAttributes], [NetlinkAttributes]) = ([], [])
    for reply in try dump(NFTMessage.request(.getRule, home), operation: "list \(home.words)") {
      let rule = reply.attributes(after: 4)
      guard rule[NFTA_RULE_TABLE]?.text == home.table,
        let expressions = rule[NFTA_RULE_EXPRESSIONS]?.nested
      else { continue }
      if rule[NFTA_RULE_CHAIN]?.text == NFTablesText.taggedChain {
        tagged.append(expressions)
      } else {
        entrance.append(expressions)
      }
    }
    var filter = VLANFilter(port: port, vlans: tagged.compactMap(Self.vlan))
    filter.isDamaged =
      !Self.isListed(NFTablesText.taggedRules(filter), tagged)
      || !Self.isListed(NFTablesText.entranceRules(filter), entrance)
    return filter
  }

  private static func isListed(_ rules: [FilterRule], _ listed: [NetlinkAttributes]) -> Bool {
    rules.count == listed.count && zip(rules, listed).allSatisfy { $0.expressions.isListed(as: $1) }
  }

  /// The VLAN that a rule lets pass: it compares the type of the tag, then the ID.
  private static func vlan(_ rule: NetlinkAttributes) -> VLAN? {
    let values = NFTExpression.allData(of: "cmp", in: rule).compactMap { data in
      NFTExpression.compared(data)?.bigEndian(UInt16.self)
    }
    guard values.count == 2, let tag = VLAN.Tag(rawValue: values[0]) else { return nil }
    return VLAN(id: VLANID(tagControl: values[1]), tag: tag)
  }

  /// Lets in what the filter says, in place of what was let in before.
  package func install(_ filter: VLANFilter) throws(NetlinkError) {
    try commit(
      [NFTMessage.addTable(home), NFTMessage.deleteTable(home)] + filter.installation(home),
      operation: "install the VLAN filter", subject: home.words)
  }

  /// Takes the whole table away; nothing there is fine.
  package func removeTable() throws(NetlinkError) {
    try commit(
      [NFTMessage.addTable(home), NFTMessage.deleteTable(home)], operation: "remove", subject: home.words)
  }
}

extension VLANFilter {
  /// The table and all in it.
  func installation(_ home: NFTBaseChain) -> [NetlinkMessage] {
    [
      NFTMessage.addTable(home, comment: "\(port)"), NFTMessage.addPlainChain(NFTablesText.taggedChain, home),
    ]
      + NFTablesText.taggedRules(self).map { NFTMessage.addRule($0, home, chain: NFTablesText.taggedChain) }
      + [NFTMessage.addChain(home)]
      + NFTablesText.entranceRules(self).map { NFTMessage.addRule($0, home) }
  }
}
