internal import Glibc
package import Rules
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
    where reply.attributes(after: 4)[1]?.text == home.table {
      rules += 1
    }
    return rules == broute.rules.count ? broute : nil
  }

  /// Routes up what the recipe says, in place of what was routed up before.
  package func install(_ broute: Broute) throws(NetlinkError) {
    let rules = try broute.rules.map { rule throws(NetlinkError) in
      NFTMessage.addRule(try rule.expressions(port: broute.port), home)
    }
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

extension BrouteRule {
  /// The rule's bytecode; the classic recipe is only printed.
  func expressions(port: InterfaceName) throws(NetlinkError) -> [NFTExpression] {
    let name = Array("\(port)".utf8)
    // IFNAMSIZ, padded with NUL.
    let input = name + [UInt8](repeating: 0, count: 16 - name.count)
    let isIPv4: [NFTExpression] = [.payload(.link, offset: 12, length: 2), .compare(.equal, [0x08, 0x00])]
    let matches: [NFTExpression] =
      switch match {
      case .anything: []
      case .dhcp:
        isIPv4 + [
          .transportProtocol, .compare(.equal, [17]), .payload(.transport, offset: 2, length: 2),
          .compare(.equal, [0, 67]),
        ]
      case .unicast(let mac):
        isIPv4 + [.payload(.link, offset: 0, length: 6), .compare(.equal, mac.octets)]
      case .ipv4, .arp, .arpTarget, .ipv6:
        throw NetlinkError(
          operation: "install broute rules", errno: EOPNOTSUPP, text: "mode broute-classic is only printed")
      }
    let verdict: [NFTExpression] = verdict == .routeUp ? [.one, .broute] : [.accept]
    return [.inputInterface, .compare(.equal, input)] + matches + verdict
  }
}
