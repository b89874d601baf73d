public import Host
import HostNetwork
public import Netlink
import PacketFilter
public import Placement
public import Plans
import Wire

extension Machine {
  /// The DHCP servers and relays of this network namespace, as far as they can be seen. Changes nothing.
  public func servers() -> [Server] { survey().servers }

  /// The same, with the names of the links known already.
  public func servers(in network: Network) -> [Server] { ServerSurvey(network: network).servers }

  /// The same, and what could not be seen.
  public func survey() -> ServerSurvey { ServerSurvey(network: (try? interfaces()) ?? Network()) }
}

extension Machine {
  /// The links and addresses alone: to list the routes of a full table takes seconds.
  public func interfaces() throws(NetlinkError) -> Network {
    let socket = try NetlinkSocket(.route)
    let links = try LinkReader(socket)
    return Network(links: links.links, addresses: try Address.list(socket, links))
  }

  /// What would keep blocks at this site from working, as this host is now. Changes nothing.
  public func concerns(at site: Site, network: Network, servers: [Server]) -> [Concern] {
    let interfaces = [site.interface] + (site.bridge.map { $0 == site.interface ? [] : [$0] } ?? [])
    return Preflight.concerns(
      site: site, network: network, servers: servers,
      settings: HostSettings.read(of: interfaces, network: network))
  }
}

extension Machine {
  /// What the packet filter says of interfaces; nil where this process may not ask. Takes a while where there are very
  /// many rules, 2 s at most.
  public func firewall() -> Firewall? {
    do throws(NetlinkError) {
      let links = try LinkReader(NetlinkSocket(.route))
      var reader = try FirewallReader { links[$0] }
      return try reader.read()
    } catch {
      return nil
    }
  }

  /// Chooses the site for a wish, or refuses with the reason; in `auto`, by how those servers listen.
  public func choose(
    _ wish: Site.Wish, _ network: Network, _ capabilities: Capabilities, _ servers: [Server]
  ) throws(PlanError) -> Site {
    try Site.choose(
      wish, network: network, capabilities: capabilities,
      listening: Site.Listening(servers, on: wish.interface, network: network))
  }

  /// What keeps blocks at a site from working; throws where that forbids to go on.
  public func warnings(
    at site: Site, _ network: Network, _ servers: [Server], attempt: String, strict: Bool
  ) throws(PlanError) -> [Concern] {
    var network = network
    // Looked through before anything moves, and never while packets wait.
    if site.mode.movesAddresses { network.firewall = firewall() }
    let concerns = concerns(at: site, network: network, servers: servers)
    return try Preflight.warnings(concerns, attempt: attempt, strict: strict)
  }
}
