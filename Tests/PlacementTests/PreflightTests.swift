import Placement
import Plans
import PlansKit
import Testing
import Wire

@Suite("Preflight")
struct PreflightTests {
  private let eth0 = Link(
    name: name("eth0"), index: 2, kind: .ethernet(""), address: nil, mtu: 1500, isUp: true)
  private let held = Address(interface: name("eth0"), prefix: prefix("192.0.2.1/24"))

  private func site(_ mode: Mode) -> Site {
    Site(
      mode: mode, dialect: .nftables, interface: name("eth0"), bridge: mode == .netdev ? nil : name("br0"),
      reason: "")
  }

  private func concerns(
    _ mode: Mode, _ network: Network? = nil, servers: [Server] = [], _ settings: HostSettings = HostSettings()
  ) -> [Concern] {
    Preflight.concerns(
      site: site(mode), network: network ?? Network(links: [eth0], addresses: [held]), servers: servers,
      settings: settings)
  }

  @Test("a plain host has no concerns", arguments: Mode.allCases)
  func plain(_ mode: Mode) {
    #expect(concerns(mode).isEmpty)
  }

  @Test("broute-raw is refused with source validation on the port or on all, and with the line that helps")
  func sourceValidation() throws {
    for (key, value) in [("all", 1), ("eth0", 1), ("eth0", 2)] {
      let settings = HostSettings(sysctls: [key: [.reversePathFilter: value]])
      let refusal = try #require(concerns(.brouteRaw, settings).first)
      #expect(refusal.severity == .refusal)
      #expect(
        refusal.advice == ["sysctl -w net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth0.rp_filter=0"])
      #expect(concerns(.bridge, settings).allSatisfy { $0.severity != .refusal })
      #expect(throws: PlanError.self) { try Preflight.warnings([refusal], attempt: "x", strict: false) }
    }
  }

  private func concerns(_ mode: Mode, _ settings: HostSettings) -> [Concern] {
    concerns(mode, nil, servers: [], settings)
  }

  @Test("a server that is not shielded makes blocks ineffective: a warning, or with --strict a refusal")
  func servers() throws {
    let server = Server(process: "dhcpd", pid: 12, socket: .raw, interface: name("eth0"))
    let found = concerns(.bridge, servers: [server])
    #expect(found.map(\.severity) == [.ineffective])
    #expect(found[0].words.hasPrefix("dhcpd (pid 12) keeps answering the blocked: "))
    #expect(try Preflight.warnings(found, attempt: "guard eth0", strict: false) == found)
    #expect {
      try Preflight.warnings(found, attempt: "guard eth0", strict: true)
    } throws: {
      "\($0)".hasPrefix("guard eth0: dhcpd (pid 12) keeps answering the blocked")
        && !"\($0)".contains("\n")
    }
  }

  @Test("a VLAN of the port bypasses its bridge; where a server listens there, blocks are ineffective")
  func subinterface() {
    let vlan = Link(
      name: name("eth0.10"), index: 3, kind: .ethernet("vlan"), address: nil, mtu: 1500, isUp: true,
      lower: name("eth0"))
    var network = Network(links: [eth0, vlan], addresses: [held])
    let server = Server(process: "dnsmasq", pid: 1, socket: .udp)
    #expect(concerns(.bridge, network, servers: [server]).map(\.severity) == [.note])
    network.addresses.append(Address(interface: vlan.name, prefix: prefix("198.51.100.1/24")))
    #expect(concerns(.bridge, network, servers: [server]).map(\.severity) == [.ineffective])
    #expect(concerns(.netdev, network, servers: [server]).isEmpty)
  }

  @Test(
    "what becomes of frames of VLANs without a device is told where a bridge is built, and warned of where they come in"
  )
  func strangeVLANs() {
    var network = Network(links: [eth0], addresses: [held])
    network.vlanObstacle = "kernel: no"
    let warning = concerns(.bridge, network)
    #expect(warning.map(\.severity) == [.note] && warning.allSatisfy(\.warns))
    #expect(
      warning.first?.line.contains("come to it") == true && warning.first?.line.contains("kernel: no") == true
    )
    #expect(concerns(.netdev, network).isEmpty && concerns(.existing, network).isEmpty)
    network.vlanObstacle = nil
    network.vlanFilters = []
    network.links.append(
      Link(
        name: name("br0.10"), index: 9, kind: .ethernet("vlan"), address: nil, mtu: 1500, isUp: true,
        lower: name("br0"),
        vlan: Sample.vlans[0]))
    let note = concerns(.bridge, network)
    #expect(note.map(\.warns) == [false])
    #expect(
      note.first?.words == "frames of VLANs without a device on br0 are dropped at it, those of VLAN 10 pass")
    network.links.append(
      Link(name: name("br0"), index: 8, kind: .bridge, address: nil, mtu: 1500, isUp: true))
    #expect(
      concerns(.bridge, network).first?.advice == [
        "put it right: dhcpward bridge up --port eth0 --mode bridge"
      ])
    network.vlanFilters = [VLANFilter(port: name("eth0"), vlans: [Sample.vlans[0]])]
    #expect(concerns(.bridge, network) == note)
  }

  @Test("who manages the port, a lease and sysctls of its own are worth a note where a bridge is built")
  func managers() {
    var leased = held
    leased.validLifetime = 3600
    let network = Network(links: [eth0], addresses: [leased])
    let sysctl = Sysctl.all[1]
    let settings = HostSettings(
      sysctls: ["eth0": [sysctl: 1], "br0": [sysctl: 0]],
      managers: [name("eth0"): [.networkd, .client(process: "dhclient", pid: 7)]])
    let found = concerns(.bridge, network, settings)
    #expect(found.count == 4)
    #expect(found.allSatisfy { $0.severity == .note })
    #expect(
      found[0].advice == ["make the bridge permanent: dhcpward bridge config --port eth0 --for networkd"])
    #expect(found[3].advice == ["net.ipv4.conf.br0.arp_ignore = 1 in a file of /etc/sysctl.d"])
    #expect(concerns(.netdev, network, settings).isEmpty)
  }

  private func concerns(_ mode: Mode, _ network: Network, _ settings: HostSettings) -> [Concern] {
    concerns(mode, network, servers: [], settings)
  }

  @Test("what cannot become a port is told before")
  func obstacle() {
    var wifi = eth0
    wifi.kind = .wifi
    #expect(Preflight.obstacle(site: site(.bridge), network: Network(links: [eth0])) == nil)
    #expect(Preflight.obstacle(site: site(.bridge), network: Network(links: [wifi]))?.severity == .refusal)
    #expect(Preflight.obstacle(site: site(.netdev), network: Network(links: [wifi])) == nil)
  }
}
