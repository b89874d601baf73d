internal import Wire

extension Change {
  /// A value of a field.
  public enum Value: Hashable, Sendable {
    /// Text.
    case text(String)
    /// A whole number.
    case number(Int)
    /// Yes or no.
    case flag(Bool)
    /// Several texts.
    case list([String])
  }

  /// What the step is about, for programs: the fields of schema dhcpward.plan/1, beside `name` and `commands`.
  /// A field without a value is left out. Times are in seconds.
  public var fields: [(key: String, value: Value)] {
    switch self {
    case .createBridge(let bridge), .deleteBridge(let bridge), .markBridge(let bridge, _): bridge.fields
    case .enslave(let port, let bridge), .release(let port, let bridge):
      [("port", .text("\(port)")), ("bridge", .text("\(bridge)"))]
    case .addAddress(let address), .removeAddress(let address): address.fields
    case .addRoute(let route), .removeRoute(let route): route.fields
    case .addNeighbour(let neighbour), .removeNeighbour(let neighbour):
      [("interface", .text("\(neighbour.interface)")), ("address", .text("\(neighbour.address)"))]
        + (neighbour.mac.map { [("mac", .text("\($0)"))] } ?? [])
        + (neighbour.isProxy ? [("proxy", .flag(true))] : [])
    case .orderRoutes(let routes, _): [("routes", .list(routes.map(\.words)))]
    case .setSysctl(let sysctl, let interface, let value, _):
      [
        ("interface", .text("\(interface)")), ("sysctl", .text(sysctl.key(of: "\(interface)"))),
        ("value", .text(value)),
      ]
    case .installRuleset(let ruleset), .removeRuleset(let ruleset):
      [
        ("dialect", .text(ruleset.table.dialect.rawValue)), ("scopes", .list(ruleset.scopes.map(\.rawValue))),
        ("table", .flag(ruleset.includesTable)),
      ] + ruleset.table.portField
        + (ruleset.scopesAtPort.isEmpty
          ? [] : [("scopesAtPort", .list(ruleset.scopesAtPort.map(\.rawValue)))])
        + (ruleset.clients.isEmpty ? [] : [("clients", .list(ruleset.clients.map(\.rawValue)))])
        + (ruleset.program.map { [("program", .list($0.listing))] } ?? [])
        + (ruleset.own.isEmpty ? [] : [("own", .list(ruleset.own.map(\.description)))])
    case .block(let block, let table), .unblock(let block, let table):
      [("dialect", .text(table.dialect.rawValue))] + table.portField + block.fields
    case .installGate(let gate), .removeGate(let gate), .changeGate(let gate, _):
      [("dialect", .text(gate.table.dialect.rawValue)), ("rate", .number(Int(gate.rate)))]
        + gate.table.portField
    case .know(let one, let table), .forget(let one, let table):
      [("dialect", .text(table.dialect.rawValue)), ("mac", .text("\(one.mac)"))] + table.portField
        + (one.lifetime.map { [("for", .number(Int($0.components.seconds)))] } ?? [])
        + (one.isExempt ? [("exempt", .flag(true))] : [])
    case .installBroute(let broute), .removeBroute(let broute):
      [
        ("dialect", .text(broute.dialect.rawValue)), ("port", .text("\(broute.port)")),
        ("rules", .list(broute.rules.map(\.words))),
      ]
    case .installVLANFilter(let filter), .removeVLANFilter(let filter), .changeVLANFilter(let filter, _):
      [("port", .text("\(filter.port)")), ("vlans", .list(filter.vlans.map(\.description)))]
    }
  }
}

private typealias Fields = [(key: String, value: Change.Value)]

extension Bridge {
  fileprivate var fields: Fields {
    [("bridge", .text("\(name)")), ("port", .text("\(port)")), ("mode", .text(mode.rawValue))]
      + (address.map { [("mac", .text("\($0)"))] } ?? []) + [("origin", .text(origin.rawValue))]
      + (deadline.map { [("until", .text(Bridge.text($0)))] } ?? [])
  }
}

extension Address {
  fileprivate var fields: Fields {
    var fields: Fields = [("interface", .text("\(interface)")), ("address", .text("\(prefix)"))]
    if let peer { fields.append(("peer", .text("\(peer)"))) }
    if let broadcast { fields.append(("broadcast", .text("\(broadcast)"))) }
    if !labelSuffix.isEmpty { fields.append(("label", .text("\(interface)\(labelSuffix)"))) }
    if scope != 0 { fields.append(("scope", .text(IPText.scopeName(scope)))) }
    if metric != 0 { fields.append(("metric", .number(Int(metric)))) }
    if validLifetime != .max { fields.append(("valid", .number(Int(validLifetime)))) }
    if preferredLifetime != .max { fields.append(("preferred", .number(Int(preferredLifetime)))) }
    return fields
  }
}

extension Route {
  fileprivate var fields: Fields {
    let destination = destination.length == 0 ? "default" : "\(destination)"
    let ways = hops.map { hop in (hop.gateway.map { "via \($0) " } ?? "") + "dev \(hop.interface)" }
    var fields: Fields = [
      ("family", .number(IPText.family(self) == "-4" ? 4 : 6)), ("destination", .text(destination)),
      ("hops", .list(ways)), ("table", .number(Int(table))),
    ]
    if let metric { fields.append(("metric", .number(Int(metric)))) }
    if let source { fields.append(("source", .text("\(source)"))) }
    if let expires { fields.append(("expires", .number(Int(expires)))) }
    return fields
  }
}

extension Subject {
  fileprivate var fields: Fields {
    switch self {
    case .address(let mac): [("mac", .text("\(mac)"))]
    case .client(let client):
      [
        ("client", .text(client.name.client)), ("via", .text("\(client.name.relay)")),
        ("router", .text("\(client.router)")),
      ]
    case .line(let line): [("line", .text("\(line)"))]
    }
  }
}

extension Block {
  fileprivate var fields: Fields {
    var fields: Fields = subject.fields + [("scope", .text(scope.rawValue))]
    if let port { fields.append(("atPort", .text("\(port)"))) }
    // Rounded up: a block is never told shorter than it is.
    if let lifetime {
      let (seconds, rest) = lifetime.components
      fields.append(("for", .number(Int(seconds) + (rest > 0 ? 1 : 0))))
    }
    if let remark {
      fields += [
        ("origin", .text(remark.origin.rawValue)), ("since", .text("\(remark.since)")),
        ("reason", .text(remark.reason)),
      ]
    }
    return fields
  }
}

extension Table {
  fileprivate var portField: Fields { port.map { [("port", .text("\($0)"))] } ?? [] }
}
