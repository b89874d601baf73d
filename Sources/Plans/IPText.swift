internal import Wire

/// The steps of the bridge as commands of ip(8), iproute2 6.1 and later. Steps of other languages are left out.
/// dhcpward itself does them by one netlink batch: run one by one they lose some datagrams in between.
public enum IPText {
  /// The commands that carry a change out, each as its words; empty for a step of another language.
  public static func commands(_ change: Change) -> [[String]] {
    switch change {
    case .createBridge(let bridge): create(bridge)
    case .deleteBridge(let bridge): [["ip", "link", "delete", "dev", "\(bridge.name)"]]
    case .markBridge(let bridge, _): [["ip", "link", "set", "dev", "\(bridge.name)", "alias", bridge.alias]]
    case .enslave(let port, let bridge):
      [
        ["ip", "link", "set", "dev", "\(port)", "master", "\(bridge)"],
        ["ip", "link", "set", "dev", "\(port)", "type", "bridge_slave", "learning", "off"],
      ]
    case .release(let port, _): [["ip", "link", "set", "dev", "\(port)", "nomaster"]]
    case .addAddress(let address): [["ip", "address", "add"] + place(address) + settings(address)]
    case .removeAddress(let address): [["ip", "address", "delete"] + place(address)]
    // The old route by another interface may still be there: `add` would be refused.
    case .addRoute(let route): [["ip", family(route), "route", "append"] + words(route)]
    case .removeRoute(let route): [["ip", family(route), "route", "delete"] + selector(route)]
    case .addNeighbour(let neighbour):
      [["ip", "neighbour", "add"] + place(neighbour) + settings(neighbour)]
    case .removeNeighbour(let neighbour): [["ip", "neighbour", "delete"] + place(neighbour)]
    case .orderRoutes(let routes, _):
      routes.reversed().map { ["ip", family($0), "route", "delete"] + selector($0) }
        + routes.map { ["ip", family($0), "route", "append"] + words($0) }
    case .setSysctl(let sysctl, let interface, let value, _):
      [["sysctl", "-w", "\(sysctl.key(of: "\(interface)"))=\(value)"]]
    default: []
    }
  }

  /// A script of commands, one a line; empty when the plan has nothing for ip.
  public static func script(_ plan: Plan) -> String {
    ShellScript.text(plan, commands: commands, heading: heading, notes: notes)
  }

  private static func create(_ bridge: Bridge) -> [[String]] {
    let address = bridge.address.map { ["address", "\($0)"] } ?? []
    return [
      ["ip", "link", "add", "name", "\(bridge.name)"] + address
        + ["type", "bridge", "stp_state", "0", "forward_delay", "0", "mcast_snooping", "0"],
      ["ip", "link", "set", "dev", "\(bridge.name)", "alias", bridge.alias],
      ["ip", "link", "set", "dev", "\(bridge.name)", "addrgenmode", "none"],
      ["ip", "link", "set", "dev", "\(bridge.name)", "up"],
    ]
  }

  private static func place(_ neighbour: Neighbour) -> [String] {
    (neighbour.isProxy ? ["proxy"] : []) + ["\(neighbour.address)", "dev", "\(neighbour.interface)"]
  }

  private static func settings(_ neighbour: Neighbour) -> [String] {
    // NTF_ROUTER, NTF_EXT_LEARNED.
    let router = neighbour.flags & 0x80 != 0 ? ["router"] : []
    let learnt = neighbour.flags & 0x10 != 0 ? ["extern_learn"] : []
    let maker = neighbour.protocolNumber == 0 ? [] : ["protocol", "\(neighbour.protocolNumber)"]
    guard !neighbour.isProxy else { return router + maker }
    let mac = neighbour.mac.map { ["lladdr", "\($0)"] } ?? []
    let state =
      neighbour.isPermanent
      ? ["nud", "permanent"]
      : neighbour.state & 0x40 != 0 ? ["nud", "noarp"] : mac.isEmpty ? [] : ["nud", "stale"]
    return mac + state + router + learnt + (neighbour.isManaged ? ["managed"] : []) + maker
  }

  private static func heading(_ change: Change) -> String? {
    switch change {
    case .createBridge(let bridge): "A bridge that is to have \(bridge.port) for its only port."
    case .deleteBridge: "The bridge, gone."
    case .markBridge: "The bridge's mark."
    case .enslave(let port, let bridge): "From here on what \(port) receives is \(bridge)'s."
    case .release(let port, _): "\(port) by itself again."
    case .addAddress(let address): "Addresses of \(address.interface)."
    case .removeAddress(let address): "Addresses no longer of \(address.interface)."
    case .addRoute: "Routes that do not come by themselves with an address."
    case .removeRoute: "Routes, gone."
    case .addNeighbour: "Permanent neighbours."
    case .removeNeighbour: "Permanent neighbours, gone."
    case .orderRoutes(let routes, _): routes.isEmpty ? nil : "Routes of equal rank, in their order."
    case .setSysctl: "Sysctls of the port."
    default: nil
    }
  }

  private static func notes(_ change: Change) -> String {
    switch change {
    case .createBridge(let bridge) where bridge.address == nil:
      "# Better with: address MAC-OF-\(bridge.port), so that it keeps it whatever joins.\n"
    case .addRoute(let route): hidden(route)
    default: ""
    }
  }
}
