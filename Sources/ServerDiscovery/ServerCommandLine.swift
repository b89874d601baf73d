import System
import Wire

/// The interfaces that a DHCP server or relay is told of on its own command line.
///
/// dhcrelay 4.4.3 opens a packet socket on every interface and answers on those of -i alone; dhcp-helper and others bind to
/// nothing and look at where each datagram came in (IP_PKTINFO, ip(7)). So their sockets do not tell what they listen on.
struct ServerCommandLine {
  /// Its words, the program's name left out.
  let words: [String]

  /// A running process's; empty when it cannot be read.
  init(pid: Int32) {
    let bytes = SmallFile.bytes("/proc/\(pid)/cmdline", limit: 1 << 14) ?? []
    words = bytes.split(separator: 0).dropFirst().map { String(decoding: $0, as: UTF8.self) }
  }

  /// These words.
  init(words: [String]) { self.words = words }

  /// The interfaces that a relay of this name listens on, in their order; nil when it names none, and so listens on all.
  func relayed(by process: String) -> [InterfaceName]? {
    let options: Set<String>
    switch process {
    case "dhcrelay": options = ["-i", "-iu", "-id", "-l", "-u"]
    case "dhcp-helper": options = ["-i"]
    default: return nil
    }
    var found: [InterfaceName] = []
    var rest = words[...]
    while let word = rest.popFirst() {
      let value =
        options.contains(word)
        ? rest.popFirst() : process == "dhcp-helper" && word.hasPrefix("-i") ? String(word.dropFirst(2)) : nil
      // -l and -u of `dhcrelay -6`: [ADDRESS%]INTERFACE[#INDEX], dhcrelay(8).
      let bare = value?.split(separator: "%").last?.prefix { $0 != "#" }
      if let name = bare.flatMap({ InterfaceName(String($0)) }), !found.contains(name) { found.append(name) }
    }
    return found.isEmpty ? nil : found
  }

  /// Those of its words, or of what follows a `=` in one, that are an interface's name.
  func mentioned(among names: some Collection<InterfaceName>) -> [InterfaceName] {
    words.compactMap { word in
      let value =
        word.hasPrefix("-") ? word.split(separator: "=", maxSplits: 1).last.map(String.init) ?? word : word
      return names.first { $0.description == value }
    }
  }
}
