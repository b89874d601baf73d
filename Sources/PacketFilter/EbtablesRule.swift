internal import Wire

/// One rule of dhcpward's chain in one of ebtables' tables, told by what it matches and does, however it is written.
struct EbtablesRule: Hashable, Sendable {
  /// `-t`; nil for table filter.
  let table: String?
  /// Its options, without regard to order, case of the protocol, and `17` for `udp`.
  let options: [String]

  /// A rule as it is listed.
  init(table: String?, words: [String]) {
    self.table = table
    options = Self.canonical(words)
  }

  /// The rule that a command such as `ebtables [-t TABLE] -A CHAIN ...` adds or deletes.
  init(_ command: [String]) {
    var words = command.dropFirst()
    var table: String?
    if words.first == "-t" {
      table = words.dropFirst().first
      words = words.dropFirst(2)
    }
    // The verb, the chain, and with -I the position.
    words = words.dropFirst(words.first == "-I" ? 3 : 2)
    self.init(table: table, words: Array(words))
  }

  private static func canonical(_ words: [String]) -> [String] {
    var pairs: [String] = []
    var rest = words[...]
    while let option = rest.popFirst() {
      let value = rest.popFirst() ?? ""
      switch option {
      case "-p": pairs.append("-p \(Self.type(value.lowercased()))")
      case "-s", "-d": pairs.append("\(option) \(MACAddress(value).map(\.description) ?? value)")
      case "--ip-proto", "--ip6-proto": pairs.append("\(option) \(value == "17" ? "udp" : value)")
      default: pairs.append("\(option) \(value)")
      }
    }
    return pairs.sorted()
  }

  // 802.1ad has a name where /etc/ethertypes gives it one; ebtables-legacy prints a number without 0x.
  private static func type(_ name: String) -> String {
    ["s-tag", "802_1ad", "88a8"].contains(name) ? "0x88a8" : name
  }
}
