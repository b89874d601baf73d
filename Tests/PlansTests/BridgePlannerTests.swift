import Plans
import PlansKit
import Testing
import Wire

@Suite("The plan of the single-port bridge")
struct BridgePlannerTests {
  let port = PlansKit.name("eth0")
  let name = PlansKit.name("br0")
  let mac = PlansKit.mac("02:00:00:00:00:01")

  var bridge: Bridge { Bridge(name: name, port: port, address: mac, origin: .hand) }

  /// eth0 with two IPv4 addresses, a link-local one, a default route, one over two ways and a neighbour.
  var network: Network {
    let gateway = Route.Hop(interface: port, gateway: IPAddress("192.0.2.254"))
    let other = Route.Hop(interface: PlansKit.name("eth1"), gateway: IPAddress("203.0.113.8"))
    return Network(
      links: [Link(name: port, index: 2, kind: .ethernet(""), address: mac, mtu: 1500, isUp: true)],
      addresses: ["192.0.2.1/24", "192.0.2.11/24", "2001:db8::1/64", "fe80::1/64"].map {
        Address(interface: port, prefix: prefix($0))
      },
      routes: [
        Route(destination: prefix("0.0.0.0/0"), hops: [gateway]),
        Route(destination: prefix("10.20.0.1/32"), hops: [Route.Hop(interface: port, gateway: nil)]),
        Route(destination: prefix("10.0.0.0/8"), hops: [gateway, other]),
      ],
      neighbours: [Neighbour(interface: port, address: address("192.0.2.77"), mac: mac)])
  }

  @Test("new addresses first, then the port, the new routes before the old ones, old addresses last first")
  func order() throws {
    let words = try BridgePlanner.up(bridge, network: network).changes.map { change in
      switch change {
      case .createBridge(let bridge): "create \(bridge.alias)"
      case .enslave(let port, let bridge): "enslave \(port) \(bridge)"
      case .addAddress(let address): "+\(address.prefix) \(address.interface)"
      case .removeAddress(let address): "-\(address.prefix) \(address.interface)"
      case .addRoute(let route): "+route \(route.destination) \(route.hops.map { "\($0.interface)" })"
      case .removeRoute(let route): "-route \(route.destination) \(route.hops.map { "\($0.interface)" })"
      case .addNeighbour(let neighbour): "+neighbour \(neighbour.interface)"
      case .removeNeighbour(let neighbour): "-neighbour \(neighbour.interface)"
      default: "?"
      }
    }
    #expect(
      words == [
        "create dhcpward hand eth0", "+192.0.2.1/24 br0", "+192.0.2.11/24 br0", "+fe80::1/64 br0",
        "+2001:db8::1/64 br0", "enslave eth0 br0", "+neighbour br0", "+route 10.20.0.1/32 [\"br0\"]",
        "+route 0.0.0.0/0 [\"br0\"]", "+route 10.0.0.0/8 [\"br0\", \"eth1\"]",
        "-route 10.0.0.0/8 [\"eth0\", \"eth1\"]", "-route 0.0.0.0/0 [\"eth0\"]",
        "-route 10.20.0.1/32 [\"eth0\"]",
        "-neighbour eth0", "-192.0.2.11/24 eth0", "-192.0.2.1/24 eth0", "-2001:db8::1/64 eth0",
      ])
  }

  @Test(
    "a bridge is removed only with the mark of dhcpward and its port's name; one that is gone needs nothing")
  func down() throws {
    #expect(try BridgePlanner.down(bridge, network: network).isEmpty)
    var network = network
    network.links.append(Link(name: name, index: 3, kind: .bridge, address: mac, mtu: 1500, isUp: true))
    #expect(throws: PlanError.self) { try BridgePlanner.down(bridge, network: network) }
    network.links[1].alias = "dhcpward watch eth1"
    #expect(throws: PlanError.self) { try BridgePlanner.down(bridge, network: network) }
    network.links[1].alias = "dhcpward watch eth0"
    let standing = Bridge(name: name, port: port, address: mac, origin: .watch)
    #expect(try BridgePlanner.down(bridge, network: network) == Plan([.deleteBridge(standing)]))
  }

  @Test("whoever built the bridge, it is taken up as it is")
  func adopted() throws {
    var network = network
    network.links[0].master = name
    network.links.append(
      Link(
        name: name, index: 3, kind: .bridge, address: mac, mtu: 1500, isUp: true, alias: "dhcpward watch eth0"
      ))
    let plan = try BridgePlanner.up(bridge, network: network)
    let makes = plan.changes.contains {
      if case .createBridge = $0 { true } else { false }
    }
    let enslaves = plan.changes.contains(.enslave(port: port, bridge: name))
    #expect(!makes && !enslaves)
  }

  @Test(
    "what cannot be a port is refused with the reason",
    arguments: [
      (Link.Kind.loopback, "loopback"), (.bridge, "bridge itself"), (.wifi, "Wi-Fi"),
      (.other("tun"), "no Ethernet frames (tun)"),
    ])
  func kinds(kind: Link.Kind, reason: String) {
    var network = network
    network.links[0].kind = kind
    expect(reason, network)
  }

  @Test("a bridge whose port was renamed, or whose mark was changed, is not removed with the addresses on it")
  func renamed() throws {
    var network = network
    let standing = bridge
    var link = Link(name: name, index: 3, kind: .bridge, address: mac, mtu: 1500, isUp: true)
    link.alias = bridge.alias
    network.links = [
      Link(
        name: PlansKit.name("lan0"), index: 2, kind: .ethernet(""), address: mac, mtu: 1500, isUp: true,
        master: name), link,
    ]
    let error = #expect(throws: PlanError.self) { try BridgePlanner.down(standing, network: network) }
    #expect(error.map { "\($0)" }?.contains("(ip link set lan0 name eth0)") == true)
  }

  @Test("a port that is missing, taken or stood upon is refused, and so are nexthop objects and long labels")
  func refusals() {
    expect("there is no interface eth0", Network())
    let master = PlansKit.name("br7")
    var taken = network
    taken.links[0].master = master
    taken.links.append(Link(name: master, index: 7, kind: .bridge, address: nil, mtu: 1500, isUp: true))
    expect("a port of br7 already", taken)
    var stoodUpon = network
    stoodUpon.links.append(
      Link(
        name: PlansKit.name("mv0"), index: 8, kind: .ethernet("macvlan"), address: nil, mtu: 1500,
        isUp: true,
        lower: port))
    expect("the macvlan mv0 stands on eth0", stoodUpon)
    var objects = network
    objects.routes[0].nexthopObject = 5
    expect("by nexthop object 5", objects)
    var named = network
    named.links.append(
      Link(name: name, index: 9, kind: .ethernet("dummy"), address: nil, mtu: 1500, isUp: true))
    expect("br0 is there already, and not dhcpward's", named)
    var labelled = network
    labelled.addresses[0].labelSuffix = ":0123456789ab"
    expect("would be too long", labelled)
  }

  private func expect(_ reason: String, _ network: Network, _ location: SourceLocation = #_sourceLocation) {
    let error = #expect(throws: PlanError.self, sourceLocation: location) {
      try BridgePlanner.up(bridge, network: network)
    }
    let words = error.map { "\($0)" } ?? ""
    let isTold = words.contains(reason)
    #expect(isTold, "\(words)", sourceLocation: location)
  }

  @Test("a route is the kernel's own only where an address of the interface explains it")
  func implied() {
    let address = Address(interface: port, prefix: prefix("192.0.2.1/24"))
    var route = Route(
      destination: prefix("192.0.2.0/24"), hops: [Route.Hop(interface: port, gateway: nil)],
      protocolNumber: 2)
    #expect(route.isImplied(by: [address]))
    #expect(!route.isImplied(by: []))
    // NetworkManager: noprefixroute, and a route of its own in the kernel's name.
    route.metric = 100
    #expect(!route.isImplied(by: [address]))
    var bare = address
    bare.flags = 0x200
    #expect(!route.isImplied(by: [bare]))
    route.metric = 256
    route.destination = prefix("2001:db8::/64")
    var dynamic = Address(interface: port, prefix: prefix("2001:db8::1/64"), validLifetime: 5000)
    #expect(route.isImplied(by: [dynamic]) && route.mayOutlive([dynamic]))
    dynamic.validLifetime = .max
    #expect(route.isImplied(by: [dynamic]) && !route.mayOutlive([dynamic]))
  }
}
