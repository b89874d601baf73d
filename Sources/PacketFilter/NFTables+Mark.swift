internal import CNetlink
internal import Glibc
import Netlink

/// Tables of others that came to be on dhcpward's account.
extension NFTables {
  private static let mark = "dhcpward"

  /// `nft add table bridge NAME { comment "dhcpward"; }`, unless there is such a table.
  func addMarkedTable(_ name: String) throws(NetlinkError) {
    try commitUnlessChanged(operation: "add table") { () throws(NetlinkError) in
      guard try self.table(name) == nil else { return [] }
      return [NFTMessage.addTable(self.home.named(name), comment: Self.mark)]
    }
  }

  /// `nft delete table bridge NAME`, if it bears the mark and nothing is in it but chains without rules that
  /// accept everything.
  func removeMarkedTable(_ name: String) throws(NetlinkError) {
    try commitUnlessChanged(operation: "remove table") { () throws(NetlinkError) in
      guard let table = try self.table(name), Self.comment(of: table) == Self.mark else {
        return []
      }
      for kind in [NFTMessage.Operation.getRule, .getSet, .getChain] {
        for reply in try self.dump(
          NFTMessage.request(kind, self.home.named(name)), operation: "list table bridge \(name)")
        {
          let attributes = reply.attributes(after: 4)
          guard attributes[NFTA_TABLE_NAME]?.text == name else { continue }
          // A chain is bare when it is a base chain whose policy accepts.
          let accepts =
            attributes[NFTA_CHAIN_POLICY]?.bigEndian(Int32.self) == NFTExpression.Verdict.accept.number
          guard kind == .getChain, accepts else { return [] }
        }
      }
      return [NFTMessage.deleteTable(self.home.named(name))]
    }
  }

  /// That table is there and bears the mark.
  func hasMarkedTable(_ name: String) throws(NetlinkError) -> Bool {
    try table(name).flatMap(Self.comment) == Self.mark
  }

  /// The comment of a table: NFTNL_UDATA_TABLE_COMMENT of libnftnl's udata.h, a length, the text, NUL.
  static func comment(of table: NetlinkAttributes) -> String? {
    guard let bytes = table[NFTA_TABLE_USERDATA].map({ Array($0.bytes) }), bytes.count > 2, bytes[0] == 0,
      bytes[1] == bytes.count - 2, bytes.last == 0
    else { return nil }
    return String(decoding: bytes[2..<(bytes.count - 1)], as: UTF8.self)
  }

  /// The attributes of the table of that name; nil when there is none.
  func table(_ name: String) throws(NetlinkError) -> NetlinkAttributes? {
    try lookUp(
      [NFTMessage.request(.getTable, home.named(name))], operation: "look for \(home.named(name).words)")[0]?
      .attributes(after: 4)
  }
}
