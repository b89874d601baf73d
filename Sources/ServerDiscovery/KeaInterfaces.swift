import Wire

/// Which interfaces a Kea server answers on, by the file its command line names.
///
/// Small and tolerant: the file is JSON with comments, of which one list is looked for.
enum KeaInterfaces {
  /// The list of a running process, as it is written; nil when it names none, or all.
  static func ofProcess(_ pid: Int32) -> [String]? {
    KeaSettings.text(ofProcess: pid).flatMap(listed)
  }

  /// The names in such a list.
  static func named(_ list: [String]) -> Set<InterfaceName> {
    Set(list.compactMap { InterfaceName(String($0.prefix { $0 != "/" })) })
  }

  /// What stands in `"interfaces-config": { "interfaces": [ "eth0", "eth1/192.0.2.1" ] }`; nil without such a list, and
  /// when it holds `*`.
  static func listed(in text: String) -> [String]? {
    let tokens = KeaSettings.tokens(of: text)
    guard let start = tokens.firstIndex(of: "\"interfaces-config"),
      let list = tokens[start...].firstIndex(of: "\"interfaces"),
      let open = tokens[list...].firstIndex(of: "["), let end = tokens[open...].firstIndex(of: "]")
    else { return nil }
    let entries = tokens[open..<end].filter { $0.hasPrefix("\"") }.map { String($0.dropFirst()) }
    guard !entries.isEmpty, !entries.contains("*") else { return nil }
    return entries
  }
}
