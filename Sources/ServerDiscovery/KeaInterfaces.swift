import System
import Wire

/// Which interfaces a Kea server answers on, by the file its command line names.
///
/// Small and tolerant: the file is JSON with comments, of which one list is looked for.
enum KeaInterfaces {
  /// The list of a running process, as it is written; nil when it names none, or all.
  static func ofProcess(_ pid: Int32) -> [String]? {
    let line = SmallFile.bytes("/proc/\(pid)/cmdline", limit: 1 << 14) ?? []
    let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard let option = words.firstIndex(of: "-c"), words.indices.contains(option + 1),
      words[option + 1].hasPrefix("/")
    else { return nil }
    // As the process sees its files: it may live in a container.
    return SmallFile.text("/proc/\(pid)/root\(words[option + 1])").flatMap(listed)
  }

  /// The names in such a list.
  static func named(_ list: [String]) -> Set<InterfaceName> {
    Set(list.compactMap { InterfaceName(String($0.prefix { $0 != "/" })) })
  }

  /// What stands in `"interfaces-config": { "interfaces": [ "eth0", "eth1/192.0.2.1" ] }`; nil without such a list, and
  /// when it holds `*`.
  static func listed(in text: String) -> [String]? {
    let tokens = tokens(of: text)
    guard let start = tokens.firstIndex(of: "\"interfaces-config"),
      let list = tokens[start...].firstIndex(of: "\"interfaces"),
      let open = tokens[list...].firstIndex(of: "["), let end = tokens[open...].firstIndex(of: "]")
    else { return nil }
    let entries = tokens[open..<end].filter { $0.hasPrefix("\"") }.map { String($0.dropFirst()) }
    guard !entries.isEmpty, !entries.contains("*") else { return nil }
    return entries
  }

  // Texts, marked by a quote before them, and brackets; the comments of three languages left out.
  private static func tokens(of text: String) -> [String] {
    var tokens: [String] = []
    var rest = Substring(text)
    while let character = rest.first {
      if character == "\"" {
        let body = rest.dropFirst().prefix { $0 != "\"" }
        tokens.append("\"" + body)
        rest = rest[body.endIndex...].dropFirst()
      } else if character == "#" || rest.hasPrefix("//") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.dropFirst(2)
        while !rest.isEmpty, !rest.hasPrefix("*/") { rest = rest.dropFirst() }
        rest = rest.dropFirst(2)
      } else {
        if character == "[" || character == "]" { tokens.append(String(character)) }
        rest = rest.dropFirst()
      }
    }
    return tokens
  }
}
