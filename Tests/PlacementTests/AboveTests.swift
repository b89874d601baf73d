import Placement
import Plans
import PlansKit
import Testing
import Wire

/// Servers above the guarded device, servers on what is gone, and what each is told to change.
@Suite("Servers above and beside the guarded device")
struct AboveTests {
  private func link(
    _ text: String, _ index: Int32, _ kind: Link.Kind = .ethernet(""), master: String? = nil,
    lower: String? = nil,
    alias: String? = nil
  ) -> Link {
    Link(
      name: name(text), index: index, kind: kind, address: nil, mtu: 1500, isUp: true,
      master: master.map(name),
      alias: alias, lower: lower.map(name))
  }

  /// eth0 with a VLAN and a macvlan; bond0 of eth1, bond1 of eth2 and eth5; br0 over eth3 with a VLAN; eth4 alone.
  private var network: Network {
    Network(links: [
      link("eth0", 2), link("eth0.10", 3, .ethernet("vlan"), lower: "eth0"),
      link("mac0", 4, .ethernet("macvlan"), lower: "eth0"), link("eth1", 5, master: "bond0"),
      link("eth2", 6, master: "bond1"), link("bond1", 12, .ethernet("bond")),
      link("eth5", 13, master: "bond1"), link("bond0", 7, .ethernet("bond")), link("eth3", 8, master: "br0"),
      link("br0", 9, .bridge), link("br0.10", 10, .ethernet("vlan"), lower: "br0"), link("eth4", 11),
    ])
  }

  private func raw(_ interface: String, _ process: String = "dhcpd") -> Server {
    var server = Server(process: process, pid: 1, socket: .raw, interface: name(interface))
    server.places = [interface]
    return server
  }

  private func site(_ mode: Mode, _ interface: String, bridge: String? = nil) -> Site {
    Site(mode: mode, dialect: .nftables, interface: name(interface), bridge: bridge.map(name), reason: "")
  }

  private func advice(_ server: Server, _ site: Site, _ network: Network? = nil) -> [String] {
    switch server.shielding(at: site, network: network ?? self.network) {
    case .exposed(_, let advice), .deaf(_, let advice), .absent(_, let advice): advice
    case .shielded, .elsewhere: []
    }
  }

  @Test(
    "a packet socket on a device above hears after the hook of the device below",
    arguments: [("eth0.10", "eth0"), ("mac0", "eth0"), ("bond0", "eth1")])
  func above(server: String, below: String) {
    #expect(raw(server).shielding(at: site(.netdev, below), network: network) == .shielded)
    let listening = Site.Listening([raw(server)], on: name(below), network: network)
    #expect(listening == .above)
  }

  @Test(
    "on the device itself it hears before, and is told what is below",
    arguments: ["eth0.10", "mac0", "bond0"])
  func itself(device: String) {
    guard case .exposed = raw(device).shielding(at: site(.netdev, device), network: network) else {
      Issue.record("\(device) is not exposed")
      return
    }
    let below = device == "bond0" ? "--interface eth1" : "--interface eth0"
    #expect(
      advice(raw(device), site(.netdev, device)).last
        == "or leave it as it is, and guard what is below: dhcpward watch \(below) --mode netdev")
  }

  @Test("where no bridge can be built none is advised")
  func noBridge() {
    let lines = advice(raw("eth0"), site(.netdev, "eth0"))
    #expect(lines.first == "the macvlan mac0 stands on eth0, so no bridge can be built")
    #expect(!lines.contains { $0.contains("--mode bridge") })
    #expect(advice(raw("eth4"), site(.netdev, "eth4")).first == "use --mode bridge, and in that mode:")
  }

  @Test("of a bond with several members one hook is not enough")
  func members() {
    guard
      case .exposed(let why, let advice) = raw("bond1").shielding(at: site(.netdev, "eth2"), network: network)
    else {
      Issue.record("not exposed")
      return
    }
    #expect(why == "what comes in by eth5 passes no rule")
    #expect(!advice.contains { $0.contains("netdev") })
  }

  @Test("a veth's peer is beside it, not above")
  func peer() {
    let pair = Network(links: [
      link("v0", 2, .ethernet("veth"), lower: "v1"), link("v1", 3, .ethernet("veth"), lower: "v0"),
    ])
    #expect(raw("v0").shielding(at: site(.netdev, "v1"), network: pair) == .elsewhere)
  }

  @Test("a VLAN of a bridge is behind the bridge's rules")
  func vlanOfBridge() {
    let existing = site(.existing, "br0", bridge: "br0")
    #expect(raw("br0.10").shielding(at: existing, network: network) == .shielded)
    #expect(
      advice(raw("br0.10"), site(.netdev, "br0.10")).last
        == "or leave it as it is, and guard what is below: dhcpward watch --interface br0")
  }

  @Test("auto takes the hook below where every server is above, and a bridge where one is not")
  func auto() throws {
    let all = Capabilities(
      nftables: .works, ebtables: .works, netdev: .works, nftablesBroute: .works, ebtablesBroute: .works)
    // Over a macvlan's device no bridge can be built.
    var network = network
    network.links.removeAll { $0.name == name("mac0") }
    func mode(_ servers: [Server]) throws -> Mode {
      try Site.choose(
        Site.Wish(interface: name("eth0"), bridge: nil, mode: nil, dialect: nil), network: network,
        capabilities: all, listening: Site.Listening(servers, on: name("eth0"), network: network)
      ).mode
    }
    #expect(try mode([raw("eth0.10")]) == .netdev)
    #expect(try mode([raw("eth0.10"), raw("eth0")]) == .bridge)
    #expect(try mode([raw("eth4")]) == .bridge)
  }

  @Test("a socket whose interface is gone hears nobody, in every mode, and is no leak")
  func gone() {
    for socket in [Server.Socket.raw, .udp] {
      var server = Server(process: "dhcpd", pid: 1, socket: socket)
      server.isInterfaceGone = true
      server.places = ["br0", "eth4"]
      for site in [site(.netdev, "eth0"), site(.bridge, "eth0", bridge: "br1")] {
        guard case .absent(let why, _) = server.shielding(at: site, network: network) else {
          Issue.record("\(socket), \(site.mode)")
          continue
        }
        #expect(why == "the interface that its socket was bound to is gone")
        let concerns = Preflight.concerns(
          site: site, network: network, servers: [server], settings: HostSettings())
        #expect(concerns.filter { $0.words.contains("hears nobody") }.map(\.severity) == [.note])
      }
      #expect(Site.Listening([server], on: name("eth0"), network: network) == .nobody)
    }
  }

  @Test("a server that names only what is not there hears nobody; where that is to be built it is shielded")
  func namesNothing() {
    var server = Server(process: "dnsmasq", pid: 1, socket: .udp)
    server.configuredInterfaces = [name("br7")]
    guard case .absent(let why, _) = server.shielding(at: site(.netdev, "eth0"), network: network) else {
      Issue.record("not absent")
      return
    }
    #expect(why == "its configuration names br7, and there is no such interface")
    #expect(server.shielding(at: site(.bridge, "eth0", bridge: "br7"), network: network) == .shielded)
  }

  @Test("the remedy keeps the other interfaces of dhcpd, Kea and dhcrelay")
  func otherInterfaces() {
    let place = site(.bridge, "eth0", bridge: "br1")
    var dhcpd = raw("eth0")
    dhcpd.places = ["eth0", "eth4"]
    #expect(advice(dhcpd, place).first == "INTERFACESv4=\"br1 eth4\" in /etc/default/isc-dhcp-server")
    var kea = raw("eth0", "kea-dhcp4")
    kea.places = ["eth4/192.0.2.1", "eth0"]
    #expect(
      advice(kea, place).first
        == "\"interfaces-config\": { \"interfaces\": [ \"eth4/192.0.2.1\", \"br1\" ] } in /etc/kea/kea-dhcp4.conf"
    )
    var relay = raw("eth0", "dhcrelay")
    relay.places = ["eth0", "eth4"]
    #expect(advice(relay, place).first == "INTERFACES=\"br1 eth4\" in /etc/default/isc-dhcp-relay")
  }

  @Test("kea-dhcp6 is told of its subnets' interface, too")
  func subnets() {
    var kea = Server(process: "kea-dhcp6", pid: 1, socket: .udp, families: [.v6], interface: name("eth0"))
    kea.places = ["eth0"]
    let advice = advice(kea, site(.bridge, "eth0", bridge: "br1"))
    #expect(advice.contains("\"interface\": \"br1\" in each \"subnet6\" that names eth0"))
  }

  @Test("no stranger's bridge is advised")
  func strangersBridge() {
    #expect(
      advice(raw("eth4"), site(.netdev, "eth4")).contains(
        "INTERFACESv4=\"br1\" in /etc/default/isc-dhcp-server"))
    var own = network
    let bridge = Bridge(name: name("br5"), port: name("eth4"), address: nil, origin: .hand)
    own.links.append(link("br5", 12, .bridge, alias: bridge.alias))
    #expect(
      advice(raw("eth4"), site(.netdev, "eth4"), own).contains(
        "INTERFACESv4=\"br5\" in /etc/default/isc-dhcp-server"))
  }

  @Test("a UDP server that looks at where a datagram came in is deaf after a move")
  func packetInfo() {
    var helper = Server(process: "dhcp-helper", pid: 1, socket: .udp)
    helper.configuredInterfaces = [name("eth0")]
    helper.places = ["eth0"]
    guard
      case .deaf(_, let advice) = helper.shielding(at: site(.bridge, "eth0", bridge: "br1"), network: network)
    else {
      Issue.record("not deaf")
      return
    }
    #expect(advice.first == "-i br1 in DHCPHELPER_OPTS, /etc/default/dhcp-helper")
    #expect(helper.shielding(at: site(.netdev, "eth0"), network: network) == .shielded)
  }
}
