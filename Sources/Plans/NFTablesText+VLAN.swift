public import Wire

/// The filter of a port by VLAN. A tag is taken off the frame before rules see it, and `vlan id` asks for it all the same.
extension NFTablesText {
  /// What the names of these tables begin with; the port follows.
  public static let vlanTablePrefix = "dhcpward_vlan_"
  /// The chain in which tagged frames are let through or dropped.
  public static let taggedChain = "tagged"

  /// In front of all others, so that a frame that is not let in counts nowhere.
  private static let vlanHook = "type filter hook prerouting priority -301; policy accept;"

  /// The family and name of the table of a port.
  public static func vlanTable(_ port: InterfaceName) -> String { "bridge \(vlanTableName(port))" }

  /// Its name. What nft does not read in a name is written in hexadecimal behind a slash, which no interface has in its own.
  package static func vlanTableName(_ port: InterfaceName) -> String {
    vlanTablePrefix
      + "\(port)".utf8.map { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
          String(UnicodeScalar(byte))
        default: "/" + String(byte, radix: 16)
        }
      }.joined()
  }

  /// The rules of `taggedChain`, in order.
  public static func taggedRules(_ filter: VLANFilter) -> [FilterRule] {
    filter.vlans.map { FilterRule(.vlan($0.tag, $0.id), .verdict(.giveBack)) }
      + [FilterRule(.counter, .verdict(.drop))]
  }

  /// The rules of the chain that every frame passes.
  public static func entranceRules(_ filter: VLANFilter) -> [FilterRule] {
    VLAN.Tag.allCases.map { tag in
      FilterRule(
        .input(filter.port), .vlan(tag, VLANID(tagControl: 0), is: .unequal), .verdict(.jump(taggedChain)))
    }
  }

  static func installing(_ filter: VLANFilter) -> [String] {
    let table = vlanTable(filter.port)
    return ["add table \(table) { comment \"\(filter.port)\"; }", "add chain \(table) \(taggedChain)"]
      + taggedRules(filter).map { "add rule \(table) \(taggedChain) \($0)" }
      + ["add chain \(table) \(chain) { \(vlanHook) }"]
      + entranceRules(filter).map { "add rule \(table) \(chain) \($0)" }
  }

  static func removing(_ filter: VLANFilter) -> String { "delete table \(vlanTable(filter.port))" }

  package static func text(_ filter: VLANFilter) -> String {
    "# Frames of VLANs that have no device on the bridge stay out.\n"
      + "table \(vlanTable(filter.port)) {\n\tcomment \"\(filter.port)\"\n\n\tchain \(taggedChain) {\n"
      + lines(taggedRules(filter).map { "\t\t\($0)" }) + "\t}\n\n\tchain \(chain) {\n"
      + lines(([vlanHook] + entranceRules(filter).map(\.description)).map { "\t\t\($0)" }) + "\t}\n}\n"
  }
}
