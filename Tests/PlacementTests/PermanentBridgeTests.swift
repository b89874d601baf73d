import Foundation
import Placement
import Plans
import PlansKit
import Testing
import Wire

@Suite("Golden: what makes a bridge permanent")
struct PermanentBridgeGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(
      path: "docs/permanent-bridge")

  private static let eth0 = Link(
    name: name("eth0"), index: 2, kind: .ethernet(""), address: mac("02:00:00:00:00:01"), mtu: 1500,
    isUp: true)

  private static func route(
    _ destination: String, _ gateway: String?, metric: UInt32? = nil, table: UInt32 = 254,
    onlink: Bool = false,
    source: String? = nil, by number: UInt8 = 3
  ) -> Route {
    Route(
      destination: prefix(destination),
      hops: [.init(interface: eth0.name, gateway: gateway.map(address), flags: onlink ? 4 : 0)], table: table,
      protocolNumber: number, scope: gateway == nil ? 253 : 0, metric: metric, source: source.map(address))
  }

  private static let network = Network(
    links: [eth0],
    addresses: ["192.0.2.1/24", "192.0.2.11/24", "2001:db8::1/64", "fe80::1/64"].map {
      Address(interface: eth0.name, prefix: prefix($0), scope: $0.hasPrefix("fe80") ? 253 : 0)
    },
    routes: [
      route("0.0.0.0/0", "192.0.2.254", metric: 100), route("10.0.0.0/8", "192.0.2.9"),
      route("10.1.0.0/16", "192.0.2.9", table: 100), route("10.3.0.0/16", nil),
      route("10.9.0.0/16", "10.99.0.1", onlink: true, source: "192.0.2.11"),
      route("10.8.0.0/16", "192.0.2.3", by: 16),
      route("::/0", "2001:db8::fe", metric: 1024), route("2001:db8:5::/48", "fe80::2", metric: 1024),
    ])

  @Test("the lines for each manager are those on record", arguments: PermanentManager.allCases)
  func golden(_ manager: PermanentManager) throws {
    let text = PermanentBridge(name: name("br0"), port: name("eth0"), network: Self.network).text(
      for: manager)
    let file = Self.folder.appending(path: "\(manager.rawValue).txt")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded; look at the difference, and run again without RECORD")
      return
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test("a lease and router advertisements stay what they are", arguments: PermanentManager.allCases)
  func dynamic(_ manager: PermanentManager) {
    var network = Self.network
    for index in network.addresses.indices { network.addresses[index].validLifetime = 3600 }
    let text = PermanentBridge(name: name("br0"), port: name("eth0"), network: network).text(for: manager)
    #expect(!text.contains("192.0.2.1/24"))
    let wanted =
      switch manager {
      case .networkd: ["DHCP=ipv4", "IPv6AcceptRA=yes"]
      case .ifupdown: ["iface br0 inet dhcp", "iface br0 inet6 auto"]
      case .networkManager: ["[ipv4]\nmethod=auto", "[ipv6]\nmethod=auto"]
      }
    for line in wanted { #expect(text.contains(line)) }
  }

  @Test("a bridge of dhcpward's that stands already gives what it took over")
  func standing() {
    var network = Self.network
    let bridge = Sample.bridge
    network.links.append(
      Link(
        name: bridge.name, index: 9, kind: .bridge, address: bridge.address, mtu: 1500, isUp: true,
        alias: bridge.alias))
    for index in network.addresses.indices { network.addresses[index].interface = bridge.name }
    network.routes = network.routes.map { route in
      var route = route
      route.hops[0].interface = bridge.name
      return route
    }
    for manager in PermanentManager.allCases {
      let before = PermanentBridge(name: bridge.name, port: name("eth0"), network: Self.network).text(
        for: manager)
      #expect(
        PermanentBridge(name: bridge.name, port: name("eth0"), network: network).text(for: manager) == before)
    }
  }

  @Test("what no line says is named")
  func omissions() {
    var network = Self.network
    network.routes = [
      Route(
        destination: prefix("10.23.0.0/16"),
        hops: ["192.0.2.8", "192.0.2.7"].map { .init(interface: name("eth0"), gateway: address($0)) })
    ]
    let text = PermanentBridge(name: name("br0"), port: name("eth0"), network: network).text(for: .networkd)
    #expect(text.contains("# Not said here: the route to 10.23.0.0/16 in table 254."))
  }
}
