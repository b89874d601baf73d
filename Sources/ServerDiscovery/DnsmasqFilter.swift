import System
import Wire

/// Which interfaces a dnsmasq answers on, and where it keeps its leases, by its own command line and the files that names.
///
/// Small and tolerant: what it does not know it passes over.
struct DnsmasqFilter {
  /// `interface=`; nil when there is none.
  private(set) var interfaces: Set<InterfaceName>?
  /// `listen-address=`
  private(set) var addresses: Set<IPAddress> = []
  /// `except-interface=` and `no-dhcp-interface=`
  private(set) var excluded: Set<InterfaceName> = []
  /// `dhcp-leasefile=`; nil when it names none.
  private(set) var leaseFile: String?
  /// `leasefile-ro`: it writes no file of leases.
  private(set) var keepsNoLeases = false

  private static let maximumFiles = 64

  private var files = 0
  private let read: (String) -> String?
  private let list: (String) -> [String]?

  /// Reads a running process's.
  init(pid: Int32) {
    // As the process sees its files: it may live in a container.
    let root = "/proc/\(pid)/root"
    let bytes = SmallFile.bytes("/proc/\(pid)/cmdline", limit: 1 << 16) ?? []
    let arguments = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    self.init(
      arguments: Array(arguments.dropFirst()), read: { SmallFile.text(root + $0) },
      list: { SmallFile.names(in: root + $0) })
  }

  /// Reads a command line's, with these means to read a file and list a directory.
  init(
    arguments: [String], read: @escaping (String) -> String?, list: @escaping (String) -> [String]?
  ) {
    self.read = read
    self.list = list
    var namesFile = false
    for (name, value) in Self.options(arguments) {
      if name == "conf-file" { namesFile = true }
      take(name, value, depth: 0)
    }
    if !namesFile { readFile("/etc/dnsmasq.conf", depth: 0) }
  }

  private mutating func take(_ name: String, _ value: String, depth: Int) {
    switch name {
    case "interface":
      interfaces = (interfaces ?? []).union(Self.names(value))
    case "except-interface", "no-dhcp-interface", "no-dhcpv4-interface":
      excluded.formUnion(Self.names(value))
    case "listen-address":
      addresses.formUnion(value.split(separator: ",").compactMap { IPAddress(String($0)) })
    case "dhcp-leasefile": leaseFile = value
    case "leasefile-ro": keepsNoLeases = true
    case "conf-file": readFile(value, depth: depth + 1)
    case "conf-dir": readDirectory(value, depth: depth + 1)
    default: break
    }
  }

  private mutating func readFile(_ path: String, depth: Int) {
    guard depth < 8, files < Self.maximumFiles, path.hasPrefix("/"), let text = read(path) else { return }
    files += 1
    for line in text.split(whereSeparator: \.isNewline) {
      let words = line.prefix { $0 != "#" }.split(separator: "=", maxSplits: 1).map(Self.trimmed)
      guard let name = words.first else { continue }
      take(name, words.count > 1 ? words[1] : "", depth: depth)
    }
  }

  // DIR,.ext,… leaves those out that end so; DIR,*.ext,… takes only those.
  private mutating func readDirectory(_ value: String, depth: Int) {
    let words = value.split(separator: ",").map(String.init)
    guard depth < 8, let directory = words.first, let names = list(directory) else { return }
    let only = words.dropFirst().filter { $0.hasPrefix("*") }.map { String($0.dropFirst()) }
    let without = words.dropFirst().filter { !$0.hasPrefix("*") }
    for name in names where !(name.hasSuffix("~") || name.hasPrefix(".") || name.hasPrefix("#")) {
      guard only.isEmpty || only.contains(where: name.hasSuffix), !without.contains(where: name.hasSuffix)
      else {
        continue
      }
      readFile("\(directory)/\(name)", depth: depth)
    }
  }

  /// The options of a command line, long ones and the few short ones that matter here, getopt_long(3).
  private static func options(_ arguments: [String]) -> [(String, String)] {
    let short: [Character: String] = [
      "i": "interface", "I": "except-interface", "2": "no-dhcp-interface", "a": "listen-address",
      "C": "conf-file", "7": "conf-dir", "l": "dhcp-leasefile", "9": "leasefile-ro",
    ]
    let long = Set(short.values)
    // Theirs never stands in the next word: one is optional, the other has none.
    let optional: Set = ["conf-file", "leasefile-ro"]
    var options: [(String, String)] = []
    var rest = arguments[...]
    while let word = rest.popFirst() {
      if word.hasPrefix("--") {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first.map(String.init) else { continue }
        if parts.count == 2 {
          options.append((name, String(parts[1])))
        } else if long.contains(name) {
          options.append((name, optional.contains(name) ? "" : rest.popFirst() ?? ""))
        }
      } else if word.hasPrefix("-"), let letter = word.dropFirst().first, let name = short[letter] {
        let value = String(word.dropFirst(2))
        options.append((name, value.isEmpty && !optional.contains(name) ? rest.popFirst() ?? "" : value))
      }
    }
    return options
  }

  // `eth0:1` is a label of eth0.
  private static func names(_ value: String) -> [InterfaceName] {
    value.split(separator: ",").compactMap { word in
      InterfaceName(trimmed(word.prefix { $0 != ":" }))
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace = { (character: Character) in character.isWhitespace || character == "\"" }
    let front = text.drop(while: isSpace)
    return String(front.reversed().drop(while: isSpace).reversed())
  }
}
