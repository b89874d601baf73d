import System
import Wire

/// Which interfaces have joined a multicast group: /proc/net/igmp6.
enum MulticastGroups {
  /// Those that hear All_DHCP_Relay_Agents_and_Servers, ff02::1:2 (RFC 8415, 7.1).
  static func ofServers6(_ names: [Int32: InterfaceName]) -> [InterfaceName] {
    interfaces(in: SmallFile.lines("/proc/thread-self/net/igmp6")).compactMap { names[$0] }
  }

  /// `3    eth0            ff020000000000000000000000010002     1 0000000C 0`
  static func interfaces(in lines: [Substring]) -> [Int32] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard words.count >= 3, words[2] == "ff020000000000000000000000010002" else { return nil }
      return Int32(words[0])
    }
  }
}
