public import Plans
public import Wire

/// A single-port bridge that a network manager is to build at every start, from what the machine has now.
public struct PermanentBridge: Hashable, Sendable {
  /// The bridge's name.
  public let name: InterfaceName
  /// Its one port.
  public let port: InterfaceName
  /// The hardware address of both.
  public let mac: MACAddress?
  /// What sort of link the port is: an own one such as `vlan` or `bond` is made elsewhere.
  public let portKind: String
  /// The addresses that are configured rather than leased or advertised.
  public let addresses: [Prefix]
  /// Some IPv4 address is leased.
  public let leases: Bool
  /// IPv6 is configured by router advertisements.
  public let listensToRouters: Bool
  /// The routes that are configured, leaving by the bridge.
  public let routes: [Route]
  /// What keeps frames out that the port itself did not let in.
  let filter: VLANFilter
  /// What the machine has and no manager's file here says.
  public let omissions: [String]

  /// Takes over what the port has; on a bridge that stands already, what that has.
  public init(name: InterfaceName, port: InterfaceName, network: Network) {
    self.name = name
    self.port = port
    let link = network[port]
    mac = link?.address
    filter = VLANFilter(port: port, vlans: network.vlans(on: name))
    portKind = if case .ethernet(let kind) = link?.kind { kind } else { "" }
    let held = network.addresses.filter {
      ($0.interface == port || $0.interface == name && network[name].flatMap(Bridge.init)?.port == port)
        && !$0.isLinkLocal
    }
    let isDynamic = { (address: Address) in address.validLifetime != .max }
    let isV4 = { (address: Address) in address.prefix.address.width == 32 }
    addresses = held.filter { !isDynamic($0) }.map(\.prefix).unique
    leases = held.contains { isV4($0) && isDynamic($0) }
    let all = network.routes.filter { $0.leaves(by: port) || $0.leaves(by: name) }
    listensToRouters =
      held.contains { !isV4($0) && isDynamic($0) } || all.contains { $0.protocolNumber == 9 }
    // Those of the kernel, of routers and of leases come by themselves: RTPROT_KERNEL, _RA, _DHCP.
    let configured = all.filter { ![2, 9, 16].contains($0.protocolNumber) && $0.expires == nil }
    let plain = configured.filter { $0.hops.count == 1 && $0.type == 1 && $0.tos == 0 && $0.from == nil }
    routes = plain.map { $0.moved(from: port, to: name) }.unique
    var omissions = held.filter { !isDynamic($0) && $0.peer != nil }.map { "the far end of \($0.prefix)" }
    omissions += configured.filter { !plain.contains($0) }.map {
      "the route to \($0.destination) in table \($0.table)"
    }
    self.omissions = omissions
  }

  /// The addresses of one family.
  func addresses(v4: Bool) -> [Prefix] { addresses.filter { ($0.address.width == 32) == v4 } }

  /// The routes of one family.
  func routes(v4: Bool) -> [Route] { routes.filter { ($0.destination.address.width == 32) == v4 } }

  /// The default route that a manager's own word for the gateway can say.
  func gateway(v4: Bool) -> Route? {
    routes(v4: v4).first {
      $0.destination.length == 0 && $0.table == 254 && $0.hops[0].gateway != nil && $0.hops[0].flags == 0
        && $0.source == nil && $0.attributes.allSatisfy { $0.type == 20 }  // RTA_PREF
    }
  }

  /// The lines of configuration, each file under its name as a comment.
  public func text(for manager: PermanentManager) -> String {
    let rules = NFTablesText.text(filter).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let omitted =
      omissions.map { "# Not said here: \($0).\n" }.joined()
      + "\n# \(name) makes \(port) promiscuous. To /etc/nftables.conf, as no manager says it:\n#\n"
      + rules.map { $0.isEmpty ? "#\n" : "# \($0)\n" }.joined()
    return switch manager {
    case .networkd: networkdText + omitted
    case .ifupdown: ifupdownText + omitted
    case .networkManager: networkManagerText + omitted
    }
  }
}

/// A program that brings interfaces up at every start.
public enum PermanentManager: String, Sendable, CaseIterable {
  /// systemd-networkd, systemd.network(5).
  case networkd
  /// ifup(8), interfaces(5).
  case ifupdown
  /// NetworkManager, nm-settings-keyfile(5).
  case networkManager = "networkmanager"
}
