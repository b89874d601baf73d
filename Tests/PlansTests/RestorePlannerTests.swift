import Plans
import PlansKit
import Testing
import Wire

/// Desired minus running, after somebody did something to a bridge that was whole.
@Suite("The plan that puts a bridge right")
struct RestorePlannerTests {
  let port = PlansKit.name("eth0")
  let bridge = Bridge(
    name: PlansKit.name("br0"), port: PlansKit.name("eth0"), address: mac("02:00:00:00:00:01"),
    origin: .watch)

  /// What `bridge up` leaves: the addresses, routes and the neighbour on br0, and eth0 in it.
  var whole: NetworkModel {
    get throws {
      let host = BridgePlannerTests()
      let model = NetworkModel(host.network)
      model.apply(try BridgePlanner.up(bridge, network: model.network))
      return model
    }
  }

  private func restore(_ model: NetworkModel, _ backup: InterfaceBackup) throws -> Plan {
    let plan = try BridgePlanner.restore(bridge, backup: backup, network: model.network)
    model.apply(plan)
    let again = try BridgePlanner.restore(bridge, backup: backup, network: model.network)
    #expect(again.isEmpty, "\(again.changes)")
    return plan
  }

  @Test("nothing is to be done to a bridge that is whole")
  func nothing() throws {
    let model = try whole
    #expect(try restore(model, InterfaceBackup(of: bridge.name, in: model.network)).isEmpty)
  }

  @Test("a deleted bridge is built again with all that it had, and nothing is taken from anywhere")
  func deleted() throws {
    let model = try whole
    let before = model.network
    let backup = InterfaceBackup(of: bridge.name, in: before)
    model.delete(bridge.name)
    let plan = try restore(model, backup)
    #expect(plan.changes.first == .createBridge(bridge))
    let removes = plan.changes.contains { change in
      switch change {
      case .removeAddress, .removeRoute, .removeNeighbour: true
      default: false
      }
    }
    #expect(!removes)
    #expect(model.network[port]?.master == bridge.name)
    #expect(Set(model.network.addresses) == Set(before.addresses))
    #expect(Set(model.network.routes) == Set(before.routes))
    #expect(Set(model.network.neighbours) == Set(before.neighbours))
  }

  @Test("the ways that are left of an IPv6 route make place for the whole")
  func parted() throws {
    let model = try whole
    let (one, other) = (
      Route.Hop(interface: bridge.name, gateway: IPAddress("fe80::8"), weight: 1),
      Route.Hop(interface: PlansKit.name("eth1"), gateway: IPAddress("fe80::9"))
    )
    let route = Route(destination: prefix("2001:db8:12::/48"), hops: [one, other], metric: 1024)
    var rest = route
    rest.hops = [other]
    model.network.routes.append(route)
    let backup = InterfaceBackup(of: bridge.name, in: model.network)
    model.delete(bridge.name)
    model.network.routes.append(rest)
    let changes = try restore(model, backup).changes
    #expect(changes.suffix(2) == [.removeRoute(rest), .addRoute(route)])
    #expect(model.network.routes.contains(route) && !model.network.routes.contains(rest))
  }

  @Test("what came to the port while the bridge was away moves there with the rest")
  func deletedAndConfigured() throws {
    let model = try whole
    let backup = InterfaceBackup(of: bridge.name, in: model.network)
    model.delete(bridge.name)
    let fresh = Address(interface: port, prefix: prefix("192.0.2.99/24"))
    model.network.addresses.append(fresh)
    _ = try restore(model, backup)
    #expect(!model.network.addresses.contains(fresh))
    #expect(model.network.addresses.contains { $0.prefix == fresh.prefix && $0.interface == bridge.name })
  }

  @Test("a port that was taken out is taken in again")
  func released() throws {
    let model = try whole
    let backup = InterfaceBackup(of: bridge.name, in: model.network)
    model.set(master: nil, of: port)
    #expect(try restore(model, backup) == Plan([.enslave(port: port, bridge: bridge.name)]))
  }

  @Test(
    "without the port's device the bridge stays, and one that comes again is taken in without its link-local address"
  )
  func gone() throws {
    let model = try whole
    let backup = InterfaceBackup(of: bridge.name, in: model.network)
    model.delete(port)
    #expect(try restore(model, backup).isEmpty)
    model.network.links.append(
      Link(
        name: port, index: 12, kind: .ethernet("veth"), address: mac("02:00:00:00:00:07"), mtu: 1500,
        isUp: false))
    model.network.addresses.append(Address(interface: port, prefix: prefix("fe80::7/64")))
    #expect(try restore(model, backup) == Plan([.enslave(port: port, bridge: bridge.name)]))
    model.delete(bridge.name)
    model.delete(port)
    #expect(try restore(model, backup).isEmpty)
  }

  @Test("an address that came to the port moves to the bridge; one taken from the bridge stays away")
  func addresses() throws {
    let model = try whole
    let backup = InterfaceBackup(of: bridge.name, in: model.network)
    model.network.addresses.removeAll { $0.prefix == prefix("192.0.2.11/24") }
    #expect(try restore(model, backup).isEmpty)
    let fresh = Address(interface: port, prefix: prefix("198.51.100.7/24"))
    model.network.addresses.append(fresh)
    var moved = fresh
    moved.interface = bridge.name
    #expect(try restore(model, backup) == Plan([.addAddress(moved), .removeAddress(fresh)]))
  }

  @Test(
    "a port that somebody put into another bridge, and another's link of the bridge's name, are left to him")
  func taken() throws {
    let model = try whole
    let backup = InterfaceBackup(of: bridge.name, in: model.network)
    let other = PlansKit.name("br7")
    model.network.links.append(
      Link(name: other, index: 7, kind: .bridge, address: nil, mtu: 1500, isUp: true))
    model.set(master: other, of: port)
    #expect(throws: PlanError.self) { try restore(model, backup) }
    let another = try whole
    another.delete(bridge.name)
    another.network.links.append(
      Link(name: bridge.name, index: 8, kind: .bridge, address: nil, mtu: 1500, isUp: true))
    #expect(throws: PlanError.self) { try restore(another, backup) }
  }

  @Test("lifetimes run on while a bridge is away, and what came to its end stays away")
  func aged() {
    var backup = InterfaceBackup()
    backup.addresses = [(3600, 60), (10, 5), (.max, .max)].map { valid, preferred in
      Address(
        interface: bridge.name, prefix: prefix("192.0.2.1/24"), validLifetime: valid,
        preferredLifetime: preferred)
    }
    backup.routes = [
      Route(destination: prefix("::/0"), hops: [], expires: 30),
      Route(destination: prefix("::/0"), hops: [], expires: 90),
      Route(destination: prefix("::/0"), hops: []),
    ]
    let aged = backup.aged(by: .seconds(60))
    #expect(aged.addresses.map(\.validLifetime) == [3540, .max])
    #expect(aged.addresses.map(\.preferredLifetime) == [0, .max])
    #expect(aged.routes.map(\.expires) == [30, nil])
  }

  @Test("broute rules that somebody took away are put back, and with broute-udp nothing moves")
  func broute() throws {
    var wanted = bridge
    wanted.mode = .brouteUDP
    let model = NetworkModel(BridgePlannerTests().network)
    model.apply(try BridgePlanner.up(wanted, network: model.network))
    let broute = try #require(model.network.broute.first)
    model.network.broute = []
    let plan = try BridgePlanner.restore(wanted, backup: InterfaceBackup(), network: model.network)
    #expect(plan == Plan([.installBroute(broute)]))
  }
}
