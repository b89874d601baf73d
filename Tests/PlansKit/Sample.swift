import Plans
import Wire

/// Values by their text, for tests; a wrong text is a mistake of the test.
package func mac(_ text: String) -> MACAddress {
  guard let value = MACAddress(text) else { preconditionFailure(text) }
  return value
}

package func name(_ text: String) -> InterfaceName {
  guard let value = InterfaceName(text) else { preconditionFailure(text) }
  return value
}

package func prefix(_ text: String) -> Prefix {
  guard let value = Prefix(text) else { preconditionFailure(text) }
  return value
}

package func address(_ text: String) -> IPAddress {
  guard let value = IPAddress(text) else { preconditionFailure(text) }
  return value
}

/// A few plans that between them hold every kind of change.
package enum Sample {
  package static let flooder = mac("02:00:00:00:00:99")
  package static let since = Timestamp(seconds: 1_795_449_600)
  package static let remark = BlockComment(origin: .watch, since: since, reason: "20 messages in 5 s")
  package static let bridge = Bridge(
    name: name("br0"), port: name("eth0"), address: mac("02:00:00:00:00:01"), origin: .hand)
  package static let everyBlock = Scope.allCases.flatMap { scope in
    [
      Block(mac: flooder, scope: scope),
      Block(mac: mac("02:00:00:00:00:9a"), scope: scope, lifetime: .seconds(300), remark: remark),
      Block(mac: mac("02:00:00:00:00:9b"), scope: scope, lifetime: .milliseconds(90_061_500)),
      Block(mac: mac("02:00:00:00:00:9c"), scope: scope, remark: remark),
    ]
  }

  /// The same at two ports each, for tables that see several.
  package static let everyBlockAtPort = everyBlock.flatMap { block in
    ["vnet3", "tap100i0"].map { port in
      var block = block
      block.port = name(port)
      return block
    }
  }

  package static func rules(_ table: Table) -> Plan {
    let ports = table == .nftables ? Scope.allCases : []
    let ruleset = Ruleset(
      table: table, scopes: Scope.allCases, scopesAtPort: ports, includesTable: true,
      own: table.dialect == .nftables ? [mac("02:00:00:00:00:01")] : [])
    let blocks = everyBlock + (table.port == nil ? everyBlockAtPort : [])
    return Plan([.installRuleset(ruleset)] + blocks.map { .block($0, table) })
  }

  package static let addresses = [
    Address(interface: name("br0"), prefix: prefix("192.0.2.1/24"), broadcast: address("192.0.2.255")),
    Address(
      interface: name("br0"), prefix: prefix("198.51.100.1/24"), labelSuffix: ":1", scope: 253,
      validLifetime: 3600, preferredLifetime: 1800, metric: 5),
    Address(interface: name("br0"), prefix: prefix("203.0.113.1/32"), peer: address("203.0.113.2")),
    Address(interface: name("br0"), prefix: prefix("2001:db8::1/64")),
    Address(
      interface: name("br0"), prefix: prefix("2001:db8:1::1/64"), flags: 0x210, validLifetime: 3600,
      preferredLifetime: 0),
  ]

  package static let routes = [
    Route(destination: prefix("0.0.0.0/0"), hops: [hop("192.0.2.254")], protocolNumber: 16, metric: 100),
    Route(destination: prefix("10.1.0.0/16"), hops: [hop(nil)], table: 100, scope: 253),
    Route(destination: prefix("10.2.0.0/16"), hops: [hop(nil)], source: address("192.0.2.1")),
    Route(destination: prefix("10.3.0.0/16"), hops: [hop("192.0.2.5"), hop("192.0.2.6", weight: 2)]),
    Route(destination: prefix("10.4.0.0/16"), hops: [hop("10.9.9.9", flags: 4)], tos: 16),
    Route(destination: prefix("10.5.0.0/16"), hops: [hop("fe80::1", flags: 4)]),
    Route(
      destination: prefix("::/0"), hops: [hop("fe80::1")], protocolNumber: 9, metric: 1024, expires: 1800,
      attributes: [.init(type: 20, bytes: [1])]),
    Route(destination: prefix("2001:db8:2::/48"), hops: [hop("2001:db8::9")], table: 100),
  ]

  package static func hop(_ gateway: String?, weight: UInt8 = 0, flags: UInt8 = 0) -> Route.Hop {
    Route.Hop(interface: name("br0"), gateway: gateway.map(address), weight: weight, flags: flags)
  }

  package static let neighbours = [
    Neighbour(interface: name("br0"), address: address("192.0.2.20"), mac: mac("02:00:00:00:00:20")),
    Neighbour(interface: name("br0"), address: address("2001:db8::20"), mac: mac("02:00:00:00:00:20")),
  ]

  /// The routes before the port, so that none is lost with the carrier.
  package static let network = Plan(
    [.createBridge(bridge), .enslave(port: bridge.port, bridge: bridge.name)]
      + addresses.map { .addAddress($0) }
      + routes.map { .addRoute($0) } + neighbours.map { .addNeighbour($0) })

  package static let broute = Plan(
    Dialect.tools.map {
      .installBroute(Broute(port: name("eth0"), dialect: $0, recipe: .raw(mac: mac("02:00:00:00:00:01"))))
    })

  package static let vlans = [
    VLAN(id: VLANID(tagControl: 10)), VLAN(id: VLANID(tagControl: 4094)),
    VLAN(id: VLANID(tagControl: 10), tag: .service),
  ]

  /// A filter of tagged frames that lets in more later on.
  package static let vlanFilter = Plan([
    .installVLANFilter(VLANFilter(port: name("eth0"))),
    .changeVLANFilter(
      VLANFilter(port: name("eth0"), vlans: vlans), was: VLANFilter(port: name("eth0"))),
  ])

  /// A gate whose rate changes, and whom it knows.
  package static func gate(_ table: Table) -> Plan {
    let gate = NewcomerLimit(table: table)
    return Plan([
      .installGate(gate), .changeGate(NewcomerLimit(table: table, rate: 50), was: gate),
      .know(KnownClient(mac: mac("02:00:00:00:00:07"), isExempt: true), table),
      .know(KnownClient(mac: mac("02:00:00:00:00:08"), lifetime: .seconds(86_400)), table),
    ])
  }

  package static let everything =
    network + rules(.nftables) + rules(.ebtables) + rules(.brouting(name("eth0")))
    + rules(.netdev(name("eth0"))) + gate(.nftables) + gate(.netdev(name("eth0")))
    + broute + vlanFilter
}
