import Host
import Placement
import Plans
import ServerDiscovery
import Wire

/// Looks at one place after another as `doctor` does: what could be done there, and what it would be good for.
struct DoctorSurvey {
  let machine: Machine
  let network: Network
  /// Nil when this process may not ask.
  let capabilities: Capabilities?
  let servers: [Server]

  /// The wishes to examine: one for each interface that matters. Those that are guarded or are to be (`guarded`) go before
  /// those that servers listen on, as on a router the default route's leads away from the clients.
  func places(for wish: Site.Wish, guarded: [InterfaceName]) -> [Site.Wish] {
    guard wish.interface == nil, wish.bridge == nil else { return [wish] }
    let own = network.links.compactMap(Bridge.init).map(\.port)
    let heard = servers.flatMap(places) + (servers.contains { $0.hearsAll } ? ways : [])
    let candidates =
      [guarded, own, heard, ways, addressed].map { $0.filter(isUsable) }.first { !$0.isEmpty } ?? []
    return Set(candidates).sorted().map { interface in
      var wish = wish
      wish.interface = interface
      return wish
    }
  }

  // The default route's.
  private var ways: [InterfaceName] {
    network.routes.filter { $0.destination.length == 0 && $0.table == 254 }.flatMap(\.hops).map(\.interface)
  }

  // A LAN that leads nowhere else has clients, too.
  private var addressed: [InterfaceName] {
    network.addresses.filter { $0.prefix.address.width == 32 }.map(\.interface)
  }

  private func isUsable(_ name: InterfaceName) -> Bool {
    network[name].map { $0.kind != .loopback } ?? false
  }

  // A packet socket is shielded best by what is below its device.
  private func places(of server: Server) -> [InterfaceName] {
    let addresses = server.configuredAddresses.union([server.address].compactMap(\.self))
    let holders = network.addresses.filter { addresses.contains($0.prefix.address) }.map(\.interface)
    let named = [server.interface].compactMap(\.self) + Array(server.configuredInterfaces ?? []) + holders
    return server.socket == .raw ? named.flatMap(lowest) : named
  }

  private func lowest(_ name: InterfaceName) -> [InterfaceName] {
    guard let link = network[name], link.kind != .bridge else { return [name] }
    if let base = link.base { return network[base] == nil ? [name] : lowest(base) }
    let slaves = network.links.filter { $0.master == name }.map(\.name)
    return slaves.count == 1 ? slaves : [name]
  }

  /// What there is to say of one place.
  func examination(of wish: Site.Wish) -> DoctorFinding {
    var failures: [Mode: String] = [:]
    var sites: [Site] = []
    for mode in Mode.allCases where mode != .brouteClassic {
      var other = wish
      other.mode = mode
      do throws(PlanError) {
        sites.append(try choose(other))
      } catch {
        failures[mode] = error.reason
      }
    }
    let modes = Mode.allCases.compactMap { mode in sites.first { $0.mode == mode } }
    do throws(PlanError) {
      let site = try choose(wish)
      let concerns =
        [Preflight.obstacle(site: site, network: network)].compactMap(\.self)
        + machine.concerns(at: site, network: network, servers: servers)
      return DoctorFinding(
        wish: wish, site: site, refusal: nil, possible: modes, impossible: failures, concerns: concerns,
        servers: servers, network: network, isPrivileged: capabilities != nil)
    } catch {
      return DoctorFinding(
        wish: wish, site: nil, refusal: error, possible: modes, impossible: failures, concerns: [],
        servers: servers, network: network, isPrivileged: capabilities != nil)
    }
  }

  // Without leave to ask, what the kernel can do is left open.
  private func choose(_ wish: Site.Wish) throws(PlanError) -> Site {
    guard let capabilities else { return try Site.place(wish, network: network) }
    return try machine.choose(wish, network, capabilities, servers)
  }
}

extension Server {
  fileprivate var hearsAll: Bool {
    interface == nil && address == nil && configuredInterfaces == nil && configuredAddresses.isEmpty
  }
}
