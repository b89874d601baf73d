import Placement
import Plans
import Testing
import Wire

/// Where `auto` decides to stand.
@Suite("Site")
struct SiteTests {
  private let able = Capabilities(nftables: .works, ebtables: .works)

  private func name(_ text: String) throws -> InterfaceName { try #require(InterfaceName(text)) }

  private func link(
    _ text: String, _ kind: Link.Kind = .ethernet(""), master: String? = nil, alias: String? = nil
  )
    throws -> Link
  {
    Link(
      name: try name(text), index: 2, kind: kind, address: MACAddress(bits: 0x02_0000_0000_01), mtu: 1500,
      isUp: true,
      master: try master.map(name), alias: alias)
  }

  private func choose(
    _ interface: String?, bridge: String? = nil, mode: Mode? = nil, dialect: Dialect? = nil, _ links: [Link],
    _ capabilities: Capabilities? = nil, listening: Site.Listening = .nobody, ingress: String? = nil
  ) throws -> Site {
    let wish = Site.Wish(
      interface: try interface.map(name), bridge: try bridge.map(name), mode: mode, dialect: dialect)
    let network = Network(links: links, ingress: try ingress.map(name))
    return try Site.choose(
      wish, network: network, capabilities: capabilities ?? able, listening: listening)
  }

  @Test("a plain interface gets a single-port bridge named br0")
  func plain() throws {
    let site = try choose("eth0", [try link("eth0")])
    #expect(site.mode == .bridge)
    #expect(site.bridge == (try name("br0")))
    #expect(site.port == (try name("eth0")))
    #expect(site.dialect == .nftables)
  }

  @Test("a taken br0 is passed over")
  func taken() throws {
    let site = try choose("eth0", [try link("eth0"), try link("br0", .bridge)])
    #expect(site.bridge == (try name("br1")))
  }

  @Test("a half-built bridge of ours for the port is taken up again")
  func half() throws {
    let links = [try link("eth0"), try link("br7", .bridge, alias: "dhcpward watch eth0")]
    #expect(try choose("eth0", links).bridge == (try name("br7")))
  }

  @Test("our own finished bridge is joined in mode bridge")
  func own() throws {
    let links = [try link("eth0", master: "br0"), try link("br0", .bridge, alias: "dhcpward hand eth0")]
    for interface in ["eth0", "br0", nil] {
      let site = try choose(interface, links)
      #expect(site.mode == .bridge)
      #expect(site.bridge == (try name("br0")))
      #expect(site.port == (try name("eth0")))
    }
  }

  @Test("a bridge, and a port of somebody's bridge, are used as they are")
  func existing() throws {
    let links = [try link("vnet0", master: "virbr0"), try link("virbr0", .bridge)]
    for interface in ["virbr0", "vnet0", nil] {
      let site = try choose(interface, links)
      #expect(site.mode == .existing)
      #expect(site.bridge == (try name("virbr0")))
      #expect(site.port == nil)
    }
  }

  @Test(
    "an interface that does not exist, and a mode that does not fit, are refused before anything is touched")
  func refused() throws {
    let links = [try link("eth0"), try link("br0", .bridge), try link("vnet0", master: "br0")]
    #expect(throws: PlanError.self) { try choose("eth9", links) }
    #expect(throws: PlanError.self) { try choose("eth0", mode: .existing, links) }
    #expect(throws: PlanError.self) { try choose("br0", mode: .bridge, links) }
    #expect(throws: PlanError.self) { try choose("vnet0", mode: .bridge, links) }
    #expect(throws: PlanError.self) { try choose(nil, [try link("eth0")]) }
  }

  @Test("auto falls back to ebtables, and says what nftables' trouble is")
  func dialects() throws {
    let old = Capabilities(nftables: .fails("Protocol not supported"), ebtables: .works)
    let site = try choose("eth0", [try link("eth0")], old)
    #expect(site.dialect == .ebtables)
    #expect(site.reason.contains("Protocol not supported"))
    #expect(throws: PlanError.self) { try choose("eth0", dialect: .nftables, [try link("eth0")], old) }
    let none = Capabilities(nftables: .fails("a"), ebtables: .fails("b"))
    #expect(throws: PlanError.self) { try choose("eth0", [try link("eth0")], none) }
  }

  private let whole = Capabilities(
    nftables: .works, ebtables: .works, netdev: .works, nftablesBroute: .works, ebtablesBroute: .works)

  @Test("where only UDP sockets listen nothing moves: netdev, else broute, else the bridge")
  func udp() throws {
    let links = [try link("eth0")]
    let site = try choose("eth0", links, whole, listening: .udp)
    #expect(site.mode == .netdev)
    #expect(site.bridge == nil)
    #expect(try site.port == name("eth0"))
    #expect(site.table == .netdev(try name("eth0")))
    #expect(try site.listeningPlace == name("eth0"))
    #expect(site.hearsBlocked)
    #expect(site.reason.contains("UDP sockets"))
    var less = whole
    less.netdev = .fails("none")
    #expect(try choose("eth0", links, less, listening: .udp).mode == .brouteUDP)
    less.nftablesBroute = .fails("none")
    let broute = try choose("eth0", links, less, listening: .udp)
    #expect(broute.mode == .brouteUDP && broute.dialect == .ebtables)
    #expect(broute.table == .brouting(try name("eth0")))
    less.ebtablesBroute = .fails("none")
    #expect(try choose("eth0", links, less, listening: .udp).mode == .bridge)
    #expect(try choose("eth0", dialect: .ebtables, links, whole, listening: .udp).mode == .brouteUDP)
  }

  @Test("a raw socket, or nobody to be seen: a program at the XDP hook, where it can be, and nothing moves")
  func hook() throws {
    var able = whole
    able.xdp = .works
    var eth0 = try link("eth0")
    for listening in [Site.Listening.raw, .nobody] {
      let site = try choose("eth0", [eth0], able, listening: listening)
      #expect(site.mode == .xdp && site.dialect == .bpf && site.bridge == nil)
      #expect(try site.table == .xdp(name("eth0")))
    }
    for listening in [Site.Listening.udp, .above] {
      #expect(try choose("eth0", [eth0], able, listening: listening).mode == .netdev)
      var less = able
      less.netdev = .fails("none")
      #expect(try choose("eth0", [eth0], less, listening: listening).mode == .xdp)
    }
    // What was asked for otherwise, and where no program can be.
    #expect(try choose("eth0", bridge: "br5", [eth0], able, listening: .raw).mode == .bridge)
    #expect(try choose("eth0", dialect: .nftables, [eth0], able, listening: .raw).mode == .bridge)
    #expect(try choose("tun0", [link("tun0", .other("tun"))], able, listening: .raw).mode == .bridge)
    let site = try choose("eth0", [eth0], whole, listening: .raw)
    #expect(site.mode == .bridge && site.reason.contains("at its XDP hook: not looked at"))
    eth0.xdp = 7
    let other = try choose("eth0", [eth0], able, listening: .raw)
    #expect(other.mode == .bridge && other.reason.contains("somebody else's program is there, with ID 7"))
  }

  @Test(
    "where no program can be, and a raw socket or nobody is to be seen, or a bridge by name: the bridge is built"
  )
  func classic() throws {
    let links = [try link("eth0")]
    #expect(try choose("eth0", links, whole, listening: .raw).mode == .bridge)
    #expect(try choose("eth0", links, whole).mode == .bridge)
    #expect(try choose("eth0", bridge: "br5", links, whole, listening: .udp).mode == .bridge)
  }

  @Test("what no bridge takes is guarded at its ingress, unless a raw socket listens")
  func wifi() throws {
    let links = [try link("wlan0", .wifi)]
    let site = try choose("wlan0", links, whole)
    #expect(site.mode == .netdev && site.reason.contains("Wi-Fi"))
    #expect(try choose("wlan0", links, whole, listening: .raw).mode == .bridge)
  }

  @Test("a table that stands at the ingress is joined, as a bridge of ours is")
  func standingIngress() throws {
    let links = [try link("eth0"), try link("eth1")]
    #expect(try choose("eth0", links, whole, ingress: "eth0").mode == .netdev)
    #expect(try choose(nil, links, whole, ingress: "eth0").interface == (try name("eth0")))
    #expect(try choose("eth1", links, whole, ingress: "eth0").mode == .bridge)
    #expect(try choose("eth0", mode: .bridge, links, whole, ingress: "eth0").mode == .bridge)
  }

  @Test("our bridge in a broute mode keeps its mode and its language")
  func standingBroute() throws {
    let links = [
      try link("eth0", master: "br0"),
      try link("br0", .bridge, alias: "dhcpward hand eth0 broute-udp ebtables"),
    ]
    let site = try choose("eth0", links, whole)
    #expect(site.mode == .brouteUDP && site.dialect == .ebtables)
    #expect(throws: PlanError.self) { try choose("eth0", mode: .bridge, links, whole) }
  }

  @Test("what the kernel or the tool cannot is refused, with the system's words")
  func unable() throws {
    let links = [try link("eth0")]
    for mode in [Mode.netdev, .brouteRaw, .brouteUDP] {
      let error = #expect(throws: PlanError.self) { try choose("eth0", mode: mode, links) }
      #expect(error?.reason.contains("not looked at") == true)
    }
    #expect(throws: PlanError.self) { try choose("eth0", mode: .netdev, dialect: .ebtables, links, whole) }
    #expect(throws: PlanError.self) { try choose("lo", mode: .netdev, [try link("lo", .loopback)], whole) }
  }
}
