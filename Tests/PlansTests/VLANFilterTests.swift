import Plans
import PlansKit
import Testing
import Wire

@Suite("The plan of a filter of tagged frames")
struct VLANFilterTests {
  private let planner = BridgePlannerTests()
  private var bridge: Bridge { planner.bridge }

  private var network: Network {
    var network = planner.network
    network.vlanFilters = []
    return network
  }

  private func built(_ bridge: Bridge) throws -> NetworkModel {
    let model = NetworkModel(network)
    model.apply(try BridgePlanner.up(bridge, network: model.network))
    return model
  }

  private func device(
    _ text: String, on lower: String, _ vlan: VLAN? = Sample.vlans[0], kind: String = "vlan"
  ) -> Link {
    Link(
      name: name(text), index: 20, kind: .ethernet(kind), address: nil, mtu: 1500, isUp: true,
      lower: name(lower),
      vlan: vlan)
  }

  @Test("it stands before the port is the bridge's, is planned once, and goes before the bridge does")
  func order() throws {
    let up = try BridgePlanner.up(bridge, network: network).changes
    let install = Change.installVLANFilter(VLANFilter(port: bridge.port))
    let place = try #require(up.firstIndex(of: install))
    let enslaving = try #require(up.firstIndex(of: .enslave(port: bridge.port, bridge: bridge.name)))
    #expect(up[0] == .createBridge(bridge) && place < enslaving)
    let model = try built(bridge)
    #expect(try BridgePlanner.up(bridge, network: model.network).isEmpty)
    let down = try BridgePlanner.down(bridge, network: model.network).changes
    #expect(down.suffix(2) == [install.inverse, .deleteBridge(bridge)])
    model.apply(Plan(down))
    #expect(model.network.vlanFilters == [])
    // A kernel that cannot, and a port whose card is gone.
    #expect(try !BridgePlanner.up(bridge, network: planner.network).changes.contains { $0.isOfVLANFilter })
    let other = try built(bridge)
    other.network.links.removeFirst()
    let plan = try BridgePlanner.down(bridge, network: other.network)
    #expect(plan.changes == [install.inverse, .deleteBridge(bridge)])
  }

  @Test("a filter that went or was changed is put back, and follows the devices on the bridge")
  func following() throws {
    let model = try built(bridge)
    let bare = VLANFilter(port: bridge.port)
    func restored() throws -> Plan {
      try BridgePlanner.restore(bridge, backup: InterfaceBackup(), network: model.network)
    }
    model.network.vlanFilters = []
    #expect(try restored() == Plan([.installVLANFilter(bare)]))
    var damaged = bare
    damaged.isDamaged = true
    model.network.vlanFilters = [VLANFilter(port: name("eth7")), damaged]
    #expect(try restored() == Plan([.changeVLANFilter(bare, was: damaged)]))
    model.apply(try restored())
    #expect(try restored().isEmpty)
    model.network.links += [
      device("br0.10", on: "br0", Sample.vlans[2]), device("v10", on: "br0"), device("w10", on: "br0"),
      // Of two tags the lower one is the outer one; what stands on others, or is no VLAN, does not matter.
      device("q", on: "v10", Sample.vlans[1]), device("eth0.5", on: "eth0", Sample.vlans[1]),
      device("mv0", on: "br0", nil, kind: "macvlan"), device("mv0.9", on: "mv0", Sample.vlans[1]),
      device("x", on: "y", Sample.vlans[1]), device("y", on: "x", Sample.vlans[1]),
    ]
    let wanted = VLANFilter(port: bridge.port, vlans: Sample.vlans)
    #expect(try restored() == Plan([.changeVLANFilter(wanted, was: bare)]))
    #expect(try BridgePlanner.isWhole(bridge, network: model.network))
    model.apply(try restored())
    model.network.links.removeAll { $0.vlan != nil }
    #expect(try restored() == Plan([.changeVLANFilter(bare, was: wanted)]))
  }

  @Test("a device that came meanwhile does not keep a bridge from being confirmed")
  func confirmed() throws {
    var waiting = bridge
    waiting.deadline = BootTime(seconds: 100)
    let model = try built(waiting)
    model.network.links.append(device("br0.10", on: "br0"))
    let plan = try BridgePlanner.confirm(waiting, network: model.network, now: BootTime(seconds: 1))
    #expect(
      plan.changes == [
        .changeVLANFilter(
          VLANFilter(port: bridge.port, vlans: [Sample.vlans[0]]), was: VLANFilter(port: bridge.port)),
        .markBridge(bridge, was: waiting),
      ])
  }

  @Test("what is left of a bridge that somebody deleted is taken away, but not from under another one")
  func leftovers() throws {
    let model = try built(bridge)
    #expect(BridgePlanner.leftovers(of: bridge.port, network: model.network).isEmpty)
    model.delete(bridge.name)
    let rest = Plan([.removeVLANFilter(VLANFilter(port: bridge.port))])
    #expect(BridgePlanner.leftovers(of: bridge.port, network: model.network) == rest)
    model.set(master: name("br7"), of: bridge.port)
    #expect(BridgePlanner.leftovers(of: bridge.port, network: model.network).isEmpty)
  }
}
