package import Rules
internal import Wire

/// Filters of tagged frames in nf_tables: a table `bridge dhcpward_vlan_PORT` for each port.
extension NFTables {
  /// Those that stand, of every port.
  package func vlanFilters() throws(NetlinkError) -> [VLANFilter] {
    var filters: [VLANFilter] = []
    for reply in try dump(NFTMessage.request(.getTable, nil), operation: "list tables of bridges") {
      let table = reply.attributes(after: 4)
      guard let port = Self.comment(of: table).flatMap(InterfaceName.init),
        table[1]?.text == NFTablesText.vlanTableName(port)
      else { continue }
      filters.append(try vlanFilter(.vlan(port), port))
    }
    return filters
  }

  private func vlanFilter(_ home: NFTHome, _ port: InterfaceName) throws(NetlinkError) -> VLANFilter {
    var (tagged, entrance): ([NetlinkAttributes], [NetlinkAttributes]) = ([], [])
    for reply in try dump(NFTMessage.request(.getRule, home), operation: "list \(home.words)") {
      let rule = reply.attributes(after: 4)
      guard rule[1]?.text == home.table, let expressions = rule[4]?.nested else { continue }
      if rule[2]?.text == NFTablesText.taggedChain {
        tagged.append(expressions)
      } else {
        entrance.append(expressions)
      }
    }
    var filter = VLANFilter(port: port, vlans: tagged.compactMap(Self.vlan))
    filter.isDamaged =
      !Self.isListed(filter.taggedRules, tagged) || !Self.isListed(filter.entranceRules, entrance)
    return filter
  }

  private static func isListed(_ rules: [[NFTExpression]], _ listed: [NetlinkAttributes]) -> Bool {
    rules.count == listed.count && zip(rules, listed).allSatisfy { $0.isListed(as: $1) }
  }

  /// The VLAN that a rule lets pass: it compares the type of the tag, then the ID.
  private static func vlan(_ rule: NetlinkAttributes) -> VLAN? {
    // NFTA_CMP_DATA, NFTA_DATA_VALUE
    let values = NFTExpression.allData(of: "cmp", in: rule).compactMap { data in
      data[3]?.nested[1]?.bigEndian(UInt16.self)
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
  func installation(_ home: NFTHome) -> [NetlinkMessage] {
    [
      NFTMessage.addTable(home, comment: "\(port)"), NFTMessage.addPlainChain(NFTablesText.taggedChain, home),
    ]
      + taggedRules.map { NFTMessage.addRule($0, home, chain: NFTablesText.taggedChain) }
      + [NFTMessage.addChain(home)] + entranceRules.map { NFTMessage.addRule($0, home) }
  }

  /// The bytecode of chain `tagged`.
  var taggedRules: [[NFTExpression]] {
    vlans.map { $0.tag.matching(.equal, $0.id) + [.giveBack] } + [[.counter, .drop]]
  }

  /// That of the chain that every frame passes.
  var entranceRules: [[NFTExpression]] {
    let name = Array("\(port)".utf8)
    // IFNAMSIZ, padded with NUL.
    let input = name + [UInt8](repeating: 0, count: 16 - name.count)
    return VLAN.Tag.allCases.map { tag in
      [.inputInterface, .compare(.equal, input)] + tag.matching(.unequal, VLANID(tagControl: 0))
        + [.jump(NFTablesText.taggedChain)]
    }
  }
}

extension VLAN.Tag {
  /// A tag of this kind whose ID is that one, or another. It is off the frame, and nft_payload puts it back where it was
  /// (`nft_payload_copy_vlan` in net/netfilter/nft_payload.c).
  fileprivate func matching(_ comparison: NFTExpression.Comparison, _ id: VLANID) -> [NFTExpression] {
    [
      .payload(.link, offset: 12, length: 2), .compare(.equal, rawValue.octets),
      .payload(.link, offset: 14, length: 2), .mask([0x0f, 0xff]), .compare(comparison, id.number.octets),
    ]
  }
}

extension UInt16 {
  fileprivate var octets: [UInt8] { [UInt8(self >> 8), UInt8(self & 0xff)] }
}
