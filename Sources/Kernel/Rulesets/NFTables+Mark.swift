internal import Glibc

/// Tables of others that came to be on dhcpward's account.
extension NFTables {
  /// NFTA_TABLE_USERDATA: NFTNL_UDATA_TABLE_COMMENT, length, `dhcpward`, NUL.
  private static let mark: [UInt8] = [0, 9] + "dhcpward".utf8 + [0]

  /// `nft add table bridge NAME { comment "dhcpward"; }`, unless there is such a table.
  func addMarkedTable(_ name: String) throws(NetlinkError) {
    try commitUnlessChanged(operation: "add table") { () throws(NetlinkError) in
      guard try self.table(name) == nil else { return [] }
      var message = NFTMessage.addTable(name)
      message.append(6, Self.mark)
      return [message]
    }
  }

  /// `nft delete table bridge NAME`, if it bears the mark and nothing is in it but chains without rules that
  /// accept everything.
  func removeMarkedTable(_ name: String) throws(NetlinkError) {
    try commitUnlessChanged(operation: "remove table") { () throws(NetlinkError) in
      guard let table = try self.table(name), table[6].map({ Array($0.bytes) }) == Self.mark else {
        return []
      }
      for kind in [NFTMessage.Operation.getRule, .getSet, .getChain] {
        for reply in try self.dump(
          NFTMessage.request(kind, table: name), operation: "list table bridge \(name)")
        {
          let attributes = reply.attributes(after: 4)
          guard attributes[1]?.text == name else { continue }
          // A chain is bare when it is a base chain whose policy accepts.
          let accepts = attributes[5]?.bigEndian(UInt32.self) == 1  // NFTA_CHAIN_POLICY: NF_ACCEPT
          guard kind == .getChain, accepts else { return [] }
        }
      }
      return [NFTMessage.deleteTable(name)]
    }
  }

  /// That table is there and bears the mark.
  func hasMarkedTable(_ name: String) throws(NetlinkError) -> Bool {
    try table(name)?[6].map { Array($0.bytes) } == Self.mark
  }

  private func table(_ name: String) throws(NetlinkError) -> NetlinkAttributes? {
    try lookUp([NFTMessage.request(.getTable, table: name)], operation: "look for table bridge \(name)")[0]?
      .attributes(after: 4)
  }
}
