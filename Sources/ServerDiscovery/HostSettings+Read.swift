import Glibc
public import Placement
public import Plans
import System
public import Wire

extension HostSettings {
  private static let clients: Set<String> = ["dhclient", "dhcpcd", "udhcpc"]

  /// Reads what there is about these interfaces; what cannot be read is left out.
  public static func read(of interfaces: [InterfaceName], network: Network) -> HostSettings {
    var settings = HostSettings()
    for name in ["all", "default"] + interfaces.map(\.description) {
      let values = Sysctl.all.compactMap { sysctl in
        SmallFile.text("/proc/sys/net/\(sysctl.family)/conf/\(name)/\(sysctl.name)", limit: 64)
          .flatMap { Int($0.prefix { $0.isNumber || $0 == "-" }) }.map { (sysctl, $0) }
      }
      if !values.isEmpty { settings.sysctls[name] = Dictionary(uniqueKeysWithValues: values) }
    }
    let clients = runningClients()
    for interface in interfaces {
      let index = network[interface]?.index ?? 0
      var managers: [Manager] = []
      if isManagedByNetworkd(SmallFile.lines("/run/systemd/netif/links/\(index)")) {
        managers.append(.networkd)
      }
      if SmallFile.lines("/run/NetworkManager/devices/\(index)").contains("managed=true") {
        managers.append(.networkManager)
      }
      if isUp(interface, inStateOfIfup: SmallFile.lines("/run/network/ifstate")) {
        managers.append(.ifupdown)
      }
      managers += clients.filter { $0.words.contains { names(interface, $0) } }
        .map { .client(process: $0.name, pid: $0.pid) }
      if !managers.isEmpty { settings.managers[interface] = managers }
    }
    return settings
  }

  /// A file of /run/systemd/netif/links: not to be parsed says its first line, and everybody does.
  static func isManagedByNetworkd(_ lines: [Substring]) -> Bool {
    let state = lines.first { $0.hasPrefix("ADMIN_STATE=") }?.dropFirst("ADMIN_STATE=".count)
    return state.map { !["unmanaged", "unmanaged\r", "linger"].contains($0) } ?? false
  }

  /// `eth0=eth0`: an interface and the stanza it was brought up by.
  static func isUp(_ interface: InterfaceName, inStateOfIfup lines: [Substring]) -> Bool {
    lines.contains { $0.hasPrefix("\(interface)=") }
  }

  private struct Client {
    let pid: Int32
    let name: String
    let words: [String]
  }

  // The clients of this network namespace; none of them keeps a socket that tells its interface.
  private static func runningClients() -> [Client] {
    let here = SmallFile.destination(of: "/proc/thread-self/ns/net")
    return (SmallFile.names(in: "/proc") ?? []).compactMap { Int32($0) }.sorted().compactMap { pid in
      let name = SocketOwners.name(SmallFile.bytes("/proc/\(pid)/comm", limit: 64) ?? [])
      guard clients.contains(name) else { return nil }
      let there = SmallFile.destination(of: "/proc/\(pid)/ns/net")
      guard there == nil || there == here else { return nil }
      // dhcpcd rewrites its command line as one text: `dhcpcd: eth0 [ip4]`.
      let line = SmallFile.bytes("/proc/\(pid)/cmdline", limit: 1 << 14) ?? []
      let words = line.split { $0 == 0 || $0 == 0x20 }.map { String(decoding: $0, as: UTF8.self) }
      return Client(pid: pid, name: name, words: Array(words.dropFirst()))
    }
  }

  private static func names(_ interface: InterfaceName, _ word: String) -> Bool {
    word == interface.description || word == "-i\(interface)" || word == "--interface=\(interface)"
  }
}
