import Placement
import Plans
import PlansKit
import Testing
import Wire

/// One cell of the table: this server's socket, blocks in this mode, and what comes of it.
struct ShieldingCase: CustomTestStringConvertible, Sendable {
  var server: Server
  var verdicts: [Mode: String]
  var testDescription: String { server.place }

  private static let raw = Server(process: "dhcpd", pid: 1, socket: .raw)
  private static let udp = Server(process: "dnsmasq", pid: 1, socket: .udp)

  private static func server(_ server: Server, _ change: (inout Server) -> Void = { _ in }) -> Server {
    var server = server
    change(&server)
    return server
  }

  private static func row(
    _ server: Server, bridge: String, brouteUDP: String, netdev: String, existing: String,
    _ change: (inout Server) -> Void = { _ in }
  ) -> ShieldingCase {
    ShieldingCase(
      server: Self.server(server, change),
      verdicts: [
        .bridge: bridge, .brouteRaw: bridge, .brouteUDP: brouteUDP, .netdev: netdev, .existing: existing,
      ])
  }

  static let all = [
    row(raw, bridge: "exposed", brouteUDP: "exposed", netdev: "exposed", existing: "exposed"),
    row(raw, bridge: "exposed", brouteUDP: "exposed", netdev: "exposed", existing: "exposed") {
      $0.interface = name("eth0")
    },
    row(raw, bridge: "shielded", brouteUDP: "deaf", netdev: "elsewhere", existing: "shielded") {
      $0.interface = name("br0")
    },
    row(raw, bridge: "elsewhere", brouteUDP: "elsewhere", netdev: "elsewhere", existing: "elsewhere") {
      $0.interface = name("eth9")
    },
    row(udp, bridge: "shielded", brouteUDP: "shielded", netdev: "shielded", existing: "shielded"),
    row(udp, bridge: "deaf", brouteUDP: "shielded", netdev: "shielded", existing: "deaf") {
      $0.interface = name("eth0")
    },
    row(udp, bridge: "shielded", brouteUDP: "deaf", netdev: "absent", existing: "shielded") {
      $0.interface = name("br0")
    },
    row(udp, bridge: "deaf", brouteUDP: "shielded", netdev: "shielded", existing: "deaf") {
      $0.configuredInterfaces = [name("eth0")]
    },
    row(udp, bridge: "deaf", brouteUDP: "shielded", netdev: "shielded", existing: "deaf") {
      $0.configuredInterfaces = [name("eth*")]
    },
    row(udp, bridge: "shielded", brouteUDP: "shielded", netdev: "shielded", existing: "shielded") {
      $0.configuredInterfaces = [name("eth0"), name("br0")]
    },
    row(udp, bridge: "elsewhere", brouteUDP: "elsewhere", netdev: "elsewhere", existing: "elsewhere") {
      $0.configuredInterfaces = [name("eth9")]
    },
    // An address moves, and its sockets with it.
    row(udp, bridge: "shielded", brouteUDP: "shielded", netdev: "shielded", existing: "elsewhere") {
      $0.address = address("192.0.2.1")
    },
    row(udp, bridge: "shielded", brouteUDP: "shielded", netdev: "shielded", existing: "elsewhere") {
      $0.configuredAddresses = [address("192.0.2.1")]
    },
    // Kea does not look for interfaces again.
    row(udp, bridge: "deaf", brouteUDP: "shielded", netdev: "shielded", existing: "elsewhere") {
      $0.process = "kea-dhcp4"
      $0.address = address("192.0.2.1")
    },
    row(udp, bridge: "elsewhere", brouteUDP: "elsewhere", netdev: "elsewhere", existing: "elsewhere") {
      $0.address = address("127.0.0.1")
    },
    row(udp, bridge: "elsewhere", brouteUDP: "elsewhere", netdev: "elsewhere", existing: "shielded") {
      $0.excludedInterfaces = [name("eth0")]
    },
  ]
}

@Suite("Servers and what shields them")
struct ServerShieldingTests {
  private func link(
    _ text: String, _ index: Int32, _ kind: Link.Kind = .ethernet(""), master: String? = nil,
    lower: String? = nil
  ) -> Link {
    Link(
      name: name(text), index: index, kind: kind, address: nil, mtu: 1500, isUp: true,
      master: master.map(name),
      lower: lower.map(name))
  }

  private var plain: Network {
    Network(
      links: [link("lo", 1, .loopback), link("eth0", 2), link("eth9", 3)],
      addresses: [
        Address(interface: name("eth0"), prefix: prefix("192.0.2.1/24")),
        Address(interface: name("lo"), prefix: prefix("127.0.0.1/8")),
      ])
  }

  private var bridged: Network {
    Network(links: [link("eth0", 2, master: "br0"), link("br0", 4, .bridge), link("eth9", 3)])
  }

  private func site(_ mode: Mode) -> Site {
    Site(
      mode: mode, dialect: .nftables, interface: mode == .existing ? name("br0") : name("eth0"),
      bridge: mode == .netdev ? nil : name("br0"), reason: "")
  }

  private func word(_ shielding: Shielding) -> String {
    switch shielding {
    case .shielded: "shielded"
    case .exposed: "exposed"
    case .deaf: "deaf"
    case .absent: "absent"
    case .elsewhere: "elsewhere"
    }
  }

  @Test("the socket decides what a block means, in every mode", arguments: ShieldingCase.all)
  func table(_ row: ShieldingCase) {
    for (mode, verdict) in row.verdicts {
      let found = row.server.shielding(at: site(mode), network: mode == .existing ? bridged : plain)
      #expect(word(found) == verdict, "\(mode.rawValue)")
    }
  }

  @Test("a packet socket on a bond's slave hears before the bond's rules")
  func slave() {
    var network = plain
    network.links = [link("bond0", 5, .ethernet("bond")), link("eth0", 2, master: "bond0")]
    let server = Server(process: "dhcpd", pid: 1, socket: .raw, interface: name("eth0"))
    let site = Site(
      mode: .bridge, dialect: .nftables, interface: name("bond0"), bridge: name("br0"), reason: "")
    #expect(word(server.shielding(at: site, network: network)) == "exposed")
  }

  @Test("what stands on the bridge is shielded by it")
  func above() {
    var network = bridged
    network.links.append(link("br0.7", 6, .ethernet("vlan"), lower: "br0"))
    let server = Server(process: "dhcpd", pid: 1, socket: .raw, interface: name("br0.7"))
    #expect(server.shielding(at: site(.existing), network: network) == .shielded)
  }

  @Test("the ingress hook of a bridge's port shields what listens on the bridge")
  func ingressOfPort() {
    let server = Server(process: "dhcpd", pid: 1, socket: .raw, interface: name("br0"))
    #expect(server.shielding(at: site(.netdev), network: bridged) == .shielded)
  }

  @Test("links that stand on one another in a circle end the search")
  func circle() {
    var network = bridged
    network.links += [
      link("a", 7, .ethernet("vlan"), lower: "b"), link("b", 8, .ethernet("vlan"), lower: "a"),
      link("c", 9, .ethernet("vlan"), lower: "br0"), link("br0", 4, .ethernet("vlan"), lower: "c"),
    ]
    let server = Server(process: "dhcpd", pid: 1, socket: .raw, interface: name("a"))
    #expect(server.shielding(at: site(.existing), network: network) == .elsewhere)
  }

  @Test("how the servers of an interface listen is told to the choice of a mode")
  func listening() {
    let raw = Server(process: "dhcpd", pid: 1, socket: .raw, interface: name("eth9"))
    let udp = Server(process: "dnsmasq", pid: 2, socket: .udp)
    let eth0 = name("eth0")
    #expect(Site.Listening([raw, udp], on: eth0, network: plain) == .udp)
    #expect(Site.Listening([raw, udp], on: name("eth9"), network: plain) == .raw)
    #expect(Site.Listening([raw], on: eth0, network: plain) == .nobody)
    #expect(Site.Listening([raw, udp], on: nil, network: plain) == .raw)
  }

  @Test(
    "what to change names the file and the line",
    arguments: [
      ("dhcpd", "INTERFACESv4=\"br0\" in /etc/default/isc-dhcp-server"),
      ("kea-dhcp4", "\"interfaces-config\": { \"interfaces\": [ \"br0\" ] } in /etc/kea/kea-dhcp4.conf"),
      ("dhcrelay", "INTERFACES=\"br0\" in /etc/default/isc-dhcp-relay"),
      ("other", "tell other to listen on br0"),
    ])
  func advice(_ process: String, _ line: String) {
    let server = Server(process: process, pid: 1, socket: .raw, interface: name("eth0"))
    guard case .exposed(_, let advice) = server.shielding(at: site(.bridge), network: plain) else {
      Issue.record("not exposed")
      return
    }
    #expect(advice.first == line)
    guard case .exposed(_, let other) = server.shielding(at: site(.netdev), network: plain) else {
      Issue.record("not exposed")
      return
    }
    #expect(other == ["use --mode bridge, and in that mode:"] + advice)
  }
}
