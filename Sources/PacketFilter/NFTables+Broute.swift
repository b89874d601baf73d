internal import CNetlink
internal import Glibc
package import Netlink
package import Plans
internal import Wire

/// Broute rules in nf_tables: table `bridge dhcpward_broute`.
extension NFTables {
  /// What is routed up now; nil when nothing is, or when somebody took part of it away.
  package func broute() throws(NetlinkError) -> Broute? {
    guard let table = try table(home.table), let broute = Self.comment(of: table).flatMap(Broute.init) else {
      return nil
    }
    var rules = 0
    for reply in try dump(NFTMessage.request(.getRule, home), operation: "list \(home.words)")
    where reply.attributes(after: 4)[NFTA_RULE_TABLE]?.text == home.table {
      rules += 1
    }
    return rules == broute.rules.count ? broute : nil
  }

  /// Routes up what the recipe says, in place of what was routed up before.
  package func install(_ broute: Broute) throws(NetlinkError) {
    if case .classic = broute.recipe {
      throw NetlinkError(
        operation: "install broute rules", errno: EOPNOTSUPP, text: "mode broute-classic is only printed")
    }
    let rules = NFTablesText.rules(broute).map { NFTMessage.addRule($0, home) }
    try commit(
      [
        NFTMessage.addTable(home), NFTMessage.deleteTable(home),
        NFTMessage.addTable(home, comment: broute.comment), NFTMessage.addChain(home),
      ] + rules, operation: "install broute rules", subject: home.words)
  }

  /// Bridges everything again; nothing there is fine.
  package func removeBroute() throws(NetlinkError) {
    try commit(
      [NFTMessage.addTable(home), NFTMessage.deleteTable(home)], operation: "remove broute rules",
      subject: home.words)
  }
}
