import Plans
import PlansKit
import Testing
import Wire

@Suite("The plan of a bridge that waits to be confirmed")
struct ConfirmPlanTests {
  let port = name("eth0")
  let deadline = BootTime(seconds: 86_400, nanoseconds: 500_000_000)

  func link(_ bridge: Bridge) -> Link {
    Link(
      name: bridge.name, index: 3, kind: .bridge, address: nil, mtu: 1500, isUp: true, alias: bridge.alias)
  }

  func bridge(until deadline: BootTime?) -> Bridge {
    Bridge(name: name("br0"), port: port, address: nil, origin: .hand, deadline: deadline)
  }

  func network(_ bridge: Bridge, isWhole: Bool = true) -> Network {
    Network(links: [
      link(bridge),
      Link(
        name: port, index: 2, kind: .ethernet(""), address: nil, mtu: 1500, isUp: true,
        master: isWhole ? bridge.name : nil),
    ])
  }

  @Test("the mark has the deadline as time since boot, and reads back")
  func mark() {
    let waiting = bridge(until: deadline)
    #expect(waiting.alias == "dhcpward hand eth0 until boot+86400.500")
    #expect(Bridge(link(waiting)) == waiting)
    var broute = waiting
    (broute.mode, broute.dialect) = (.brouteUDP, .ebtables)
    #expect(broute.alias == "dhcpward hand eth0 broute-udp ebtables until boot+86400.500")
    #expect(Bridge(link(broute)) == broute)
  }

  @Test(
    "a mark that dhcpward never writes is nobody's bridge of ours",
    arguments: [
      "boot+", "boot+1", "boot+1.5", "boot+1.0000", "boot+-1.000", "boot+9999999999.000", "1.000",
      "boot+1.000 x", "boot+1.000.000", "boot+１.000", "2026-11-25T00:00:00Z",
    ])
  func hostile(text: String) {
    var link = link(bridge(until: nil))
    link.alias = "dhcpward hand eth0 until \(text)"
    #expect(Bridge(link) == nil)
  }

  @Test("confirming is one change of the mark, whose inverse is the old one, and done twice it is nothing")
  func confirm() throws {
    let waiting = bridge(until: deadline)
    let now = BootTime(seconds: 86_400)
    let plan = try BridgePlanner.confirm(waiting, network: network(waiting), now: now)
    #expect(plan.changes == [.markBridge(bridge(until: nil), was: waiting)])
    #expect(plan.undone.changes == [.markBridge(waiting, was: bridge(until: nil))])
    #expect(plan.changes[0].commands == [["ip", "link", "set", "dev", "br0", "alias", "dhcpward hand eth0"]])
    let confirmed = bridge(until: nil)
    #expect(try BridgePlanner.confirm(waiting, network: network(confirmed), now: now).isEmpty)
  }

  @Test("too late, half built or gone, it is refused")
  func refused() {
    let waiting = bridge(until: deadline)
    for (network, now, words) in [
      (network(waiting), deadline, "its time is over"),
      (network(waiting, isWhole: false), BootTime(seconds: 1), "only half built"),
      (Network(), BootTime(seconds: 1), "not there any more"),
    ] {
      let error = #expect(throws: PlanError.self) {
        try BridgePlanner.confirm(waiting, network: network, now: now)
      }
      let isTold = error?.description.contains(words) == true
      #expect(isTold, "\(words)")
    }
  }

  @Test("going on with a half-built bridge takes over its mark")
  func goOn() throws {
    let half = network(bridge(until: deadline), isWhole: false)
    let next = bridge(until: deadline + .seconds(60))
    for wanted in [bridge(until: nil), next] {
      let plan = try BridgePlanner.up(wanted, network: half)
      #expect(plan.changes.first == .markBridge(wanted, was: bridge(until: deadline)))
      #expect(plan.changes.count == 2)
    }
    #expect(try BridgePlanner.up(bridge(until: deadline), network: half).changes.count == 1)
  }

  @Test("the gateways that count are those behind the port, its bridge and the VLANs on them")
  func gateways() throws {
    var network = network(bridge(until: nil))
    network.links.append(
      Link(
        name: name("eth0.7"), index: 4, kind: .ethernet("vlan"), address: nil, mtu: 1500, isUp: true,
        lower: port))
    let everywhere = prefix("0.0.0.0/0")
    let ways = [("br0", "192.0.2.1"), ("eth0.7", "192.0.2.2"), ("eth1", "192.0.2.3")]
    network.routes = ways.map { interface, gateway in
      Route(
        destination: everywhere,
        hops: [Route.Hop(interface: name(interface), gateway: address(gateway))])
    }
    network.routes.append(
      Route(
        destination: prefix("10.0.0.0/8"),
        hops: [Route.Hop(interface: name("br0"), gateway: address("192.0.2.9"))]))
    #expect(
      network.gateways(through: port)
        == [
          NextHop(address: address("192.0.2.1"), interface: name("br0")),
          NextHop(address: address("192.0.2.2"), interface: name("eth0.7")),
        ])
  }
}
