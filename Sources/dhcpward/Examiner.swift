import Kernel
import Rules
import Wire

/// Looks at one place after another as `doctor` does: what could be done there, and what it would be good for.
struct Examiner {
  let machine: Machine
  let network: Network
  /// Nil when this process may not ask.
  let capabilities: Capabilities?
  let servers: [Server]

  /// The wishes to examine: one for each interface that matters.
  func places(for wish: Site.Wish) -> [Site.Wish] {
    guard wish.interface == nil, wish.bridge == nil else { return [wish] }
    let own = network.links.compactMap(Bridge.init).map(\.port)
    let named = servers.flatMap { server in
      [server.interface].compactMap(\.self) + Array(server.configuredInterfaces ?? [])
        + network.addresses.filter { $0.prefix.address == server.address }.map(\.interface)
    }
    let ways = network.routes.filter { $0.destination.length == 0 && $0.table == 254 }.flatMap(\.hops)
      .map(\.interface)
    let heard = named + (servers.contains { $0.hearsAll } ? ways : [])
    let candidates = !own.isEmpty ? own : !heard.isEmpty ? heard : ways
    let usable = Set(candidates.filter { network[$0].map { $0.kind != .loopback } ?? false })
    return usable.sorted().map { interface in
      var wish = wish
      wish.interface = interface
      return wish
    }
  }

  /// What there is to say of one place.
  func examination(of wish: Site.Wish) -> Examination {
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
      return Examination(
        wish: wish, site: site, refusal: nil, possible: modes, impossible: failures, concerns: concerns,
        servers: servers, network: network)
    } catch {
      return Examination(
        wish: wish, site: nil, refusal: error, possible: modes, impossible: failures, concerns: [],
        servers: servers,
        network: network)
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
