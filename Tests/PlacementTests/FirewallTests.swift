import Placement
import Plans
import PlansKit
import Testing
import Wire

@Suite("A firewall that names the port")
struct FirewallTests {
  private let eth0 = name("eth0")
  private let site = Site(
    mode: .bridge, dialect: .nftables, interface: name("eth0"), bridge: name("br0"), reason: "")
  private let dnsmasq = Server(process: "dnsmasq", pid: 1, socket: .udp)

  private func network(_ mentions: [Firewall.Mention]) -> Network {
    var network = Network(
      links: [Link(name: eth0, index: 2, kind: .ethernet(""), address: nil, mtu: 1500, isUp: true)],
      addresses: [Address(interface: eth0, prefix: prefix("192.0.2.1/24"))])
    network.firewall = Firewall(mentions: mentions)
    return network
  }

  private func mention(
    _ name: Firewall.Name = .exact("eth0"), rules: Int = 1, isInput: Bool = true, isClosed: Bool = true,
    dhcp: Bool = true
  ) -> Firewall.Mention {
    Firewall.Mention(
      family: "inet", table: "fw", chain: "input", name: name, rules: rules, isInput: isInput,
      isClosed: isClosed,
      mayConcernDHCP: dhcp)
  }

  private func concerns(_ network: Network, _ site: Site? = nil) -> [Concern] {
    Preflight.concerns(
      site: site ?? self.site, network: network, servers: [dnsmasq], settings: HostSettings())
  }

  @Test(
    "is warned of with the chain, refused with --strict, and makes a UDP server deaf where it drops the rest")
  func named() throws {
    let network = network([mention(rules: 2)])
    let found = concerns(network)
    #expect(found.map(\.severity) == [.ineffective, .disruption])
    #expect(
      found[1].words.hasPrefix(
        "table inet fw, chain input: 2 rules name eth0, and what is for this host arrives on br0"))
    #expect(found[1].advice == ["add to it the same for br0 (nft list chain inet fw input)"])
    #expect(try Preflight.warnings(found, attempt: "x", strict: false).count == 2)
    #expect(throws: PlanError.self) { try Preflight.warnings([found[1]], attempt: "x", strict: true) }
    guard case .deaf = dnsmasq.shielding(at: site, network: network) else { return #expect(Bool(false)) }
    let raw = Server(process: "dhcpd", pid: 2, socket: .raw, interface: name("br0"))
    #expect(raw.shielding(at: site, network: network) == .shielded)
  }

  @Test(
    "does not make deaf what it lets in otherwise, is no concern where nothing moves, nor once br0 is named too"
  )
  func harmless() {
    for harmless in [mention(isClosed: false), mention(dhcp: false), mention(isInput: false)] {
      #expect(dnsmasq.shielding(at: site, network: network([harmless])) == .shielded)
      #expect(concerns(network([harmless])).map(\.severity) == [.disruption])
    }
    let netdev = Site(mode: .netdev, dialect: .nftables, interface: eth0, bridge: nil, reason: "")
    #expect(concerns(network([mention()]), netdev).isEmpty)
    #expect(concerns(network([mention(), mention(.exact("br0"))])).isEmpty)
    #expect(concerns(network([mention(.exact("eth1")), mention(.prefix("eth1"))])).isEmpty)
    #expect(!concerns(network([mention(.prefix("eth"))])).isEmpty)
    #expect(!concerns(network([mention(rules: 2), mention(.exact("br0"))])).isEmpty)
  }

  @Test("a leased address is warned of before anything moves, and not refused with --strict")
  func lease() throws {
    var network = network([])
    network.addresses[0].validLifetime = 12
    let found = concerns(network)
    #expect(
      try Preflight.warnings(found, attempt: "x", strict: true).map(\.words) == [
        "192.0.2.1/24 ends in 12 s, and nobody may renew it on br0"
      ])
  }
}
