import Plans
import PlansKit
import Testing
import Wire

@Suite("What moves with the bridge")
struct MoveTests {
  private let eth0 = name("eth0")
  private let br0 = name("br0")

  private func route(_ destination: String, _ gateway: String?, by interface: String = "eth0") -> Route {
    Route(
      destination: prefix(destination),
      hops: [Route.Hop(interface: name(interface), gateway: gateway.flatMap { IPAddress($0) })])
  }

  private func network(_ addresses: [String], _ routes: [Route]) -> Network {
    Network(
      links: [Link(name: eth0, index: 2, kind: .ethernet(""), address: nil, mtu: 1500, isUp: true)],
      addresses: addresses.map { Address(interface: eth0, prefix: prefix($0)) }, routes: routes)
  }

  private func up(_ network: Network) throws -> [Change] {
    try BridgePlanner.up(Bridge(name: br0, port: eth0, address: nil, origin: .hand), network: network).changes
  }

  private func guides(_ changes: [Change]) -> [String] {
    changes.compactMap { change in
      if case .addRoute(let route) = change, route.hops[0].gateway == nil {
        "\(route.destination) \(route.hops[0].interface)"
      } else {
        nil
      }
    }
  }

  @Test(
    "a route whose gateway nothing reaches gets a host route to it for a moment, on either side and in the inverse"
  )
  func stranded() throws {
    let stale = route("10.0.0.0/8", "203.0.113.1")
    let changes = try up(network(["192.0.2.1/24"], [route("0.0.0.0/0", "192.0.2.254"), stale]))
    #expect(guides(changes) == ["203.0.113.1/32 br0", "203.0.113.1/32 eth0"])
    let there = try #require(changes.firstIndex(of: .addRoute(stale.movedToBridge)))
    guard case .addRoute(let guide) = changes[there - 1] else { return #expect(Bool(false)) }
    #expect(changes[there + 1] == .removeRoute(guide))
    let undone = Plan(changes).undone.changes
    let back = try #require(undone.firstIndex(of: .addRoute(stale)))
    guard case .addRoute(let help) = undone[back - 1] else { return #expect(Bool(false)) }
    #expect(help.destination == prefix("203.0.113.1/32") && undone[back + 1] == .removeRoute(help))
  }

  @Test(
    "a gateway that is reached needs none: by a prefix, a far end, a link route, onlink, or link-local",
    arguments: [
      (["192.0.2.1/24"], "192.0.2.254", false), (["192.0.2.1/32"], "10.0.0.1", true),
      (["2001:db8::1/64"], "2001:db8::2", false), (["2001:db8::1/64"], "2001:db8:9::2", true),
      (["2001:db8::1/64"], "fe80::1", false), ([], "10.0.0.1", false),
    ] as [([String], String, Bool)])
  func reached(addresses: [String], gateway: String, needsGuide: Bool) throws {
    let destination = gateway.contains(":") ? "2001:db8:77::/48" : "172.16.0.0/12"
    let found = guides(try up(network(addresses, [route(destination, gateway)])))
    #expect(found.isEmpty != needsGuide)
    var onlink = route(destination, gateway)
    onlink.hops[0].flags = 4
    #expect(guides(try up(network(addresses, [onlink]))).isEmpty)
    let link = route("\(gateway)/\(gateway.contains(":") ? 128 : 32)", nil)
    #expect(guides(try up(network(addresses, [link, route(destination, gateway)]))).count == 1)
  }

  @Test("in IPv6 the longest match decides, so a gateway behind another router gets one")
  func longest() throws {
    let behind = route("2001:db8::/80", "fe80::1")
    #expect(
      guides(try up(network(["2001:db8::1/64"], [behind, route("2001:db8:7::/48", "2001:db8::2")])))
        == ["2001:db8::2/128 br0", "2001:db8::2/128 eth0"])
  }

  @Test("the order of routes of equal rank is put right at the end, and in the inverse at the end too")
  func order() throws {
    let own = route("10.0.0.0/8", "192.0.2.254")
    let other = route("10.0.0.0/8", "198.51.100.254", by: "eth1")
    var network = network(["192.0.2.1/24"], [own, other])
    network.ties = Route.ties([route("0.0.0.0/0", "192.0.2.254"), own, other])
    #expect(network.ties == [[own, other]])
    let changes = try up(network)
    #expect(changes.last == .orderRoutes([own.movedToBridge, other], was: []))
    #expect(Plan(changes).undone.changes.contains(.orderRoutes([own, other], was: [])))
    // What moves is appended, so behind the others it needs no help.
    network.ties = [[other, own]]
    #expect(try !up(network).contains { if case .orderRoutes = $0 { true } else { false } })
  }

  @Test("a new bridge is given the sysctls in which its port differs from default, before the port is in it")
  func sysctls() throws {
    var network = network(["192.0.2.1/24"], [])
    let filter = Sysctl.reversePathFilter
    network.sysctls = [
      "eth0": [filter: "2", .disableIPv6: "0", Sysctl(family: "ipv6", name: "addr_gen_mode"): "0"],
      "default": [filter: "0", .disableIPv6: "0", Sysctl(family: "ipv6", name: "addr_gen_mode"): "3"],
    ]
    let changes = try up(network)
    #expect(changes[1] == .setSysctl(filter, of: br0, to: "2", was: "0"))
    #expect(changes[1].commands == [["sysctl", "-w", "net.ipv4.conf.br0.rp_filter=2"]])
    #expect(changes.filter { if case .setSysctl = $0 { true } else { false } }.count == 1)
  }

  @Test("what has come, and what is missing, is told by name; seconds that run down are nothing")
  func differences() {
    var aged = Address(interface: eth0, prefix: prefix("192.0.2.1/24"), validLifetime: 100)
    let before = InterfaceBackup(
      of: eth0, in: Network(addresses: [aged], routes: [route("0.0.0.0/0", "192.0.2.254")]))
    aged.validLifetime = 50
    let now = InterfaceBackup(
      of: eth0, in: Network(addresses: [aged], routes: [route("10.0.0.0/8", "192.0.2.254")]))
    #expect(
      before.differences(to: now) == [
        "no default route via 192.0.2.254 on eth0", "new route to 10.0.0.0/8 via 192.0.2.254 on eth0",
      ])
    #expect(before.differences(to: before).isEmpty)
  }
}

extension Route {
  fileprivate var movedToBridge: Route {
    var route = self
    for index in hops.indices { route.hops[index].interface = name("br0") }
    return route
  }
}
