import Plans
import PlansKit
import Wire

/// The command line of a scenario, as far as the scenarios use it: `dhcpward rules OPTIONS`.
struct CommandLine {
  var intention: Intention

  struct Mistake: Error { var words: String }

  init(_ text: String) throws {
    let words = text.split(whereSeparator: \.isWhitespace).map(String.init).filter { $0 != "\\" }
    guard words.prefix(2) == ["dhcpward", "rules"] else { throw Mistake(words: text) }
    var options: [String: [String]] = [:]
    var rest = words.dropFirst(2)
    var isGuarded = false
    while let option = rest.popFirst() {
      if option == "--limit-unknown" {
        isGuarded = true
        continue
      }
      guard option.hasPrefix("--"), let value = rest.popFirst() else { throw Mistake(words: option) }
      options[option, default: []].append(value)
    }
    func values<T>(_ option: String, _ read: (String) -> T?) throws -> [T] {
      try (options.removeValue(forKey: option) ?? []).map { text in
        guard let value = read(text) else { throw Mistake(words: "\(option) \(text)") }
        return value
      }
    }
    guard let interface = try values("--interface", InterfaceName.init).first else {
      throw Mistake(words: "--interface")
    }
    let scope = try values("--scope", Scope.init(rawValue:)).first ?? .all
    let lifetime = try values("--for") { Duration(compact: $0) }.first
    let port = try values("--port", InterfaceName.init).first
    let rate = try values("--limit-unknown-rate") { $0.hasSuffix("/s") ? UInt32($0.dropLast(2)) : nil }.first
    let mode = try values("--mode", Mode.init(rawValue:)).first ?? .bridge
    let via = try values("--via") { $0 }.first ?? ""
    let routers = try values("--router", MACAddress.init)
    let clients = try values("--block-client") { RelayedClient.Name($0, via: via) }.flatMap { name in
      routers.map { Block(.client(RelayedClient(name, behind: $0)), scope: .dhcp, lifetime: lifetime) }
    }
    intention = Intention(
      interface: interface, hardwareAddress: try values("--port-address", MACAddress.init).first,
      bridge: try values("--bridge", InterfaceName.init).first ?? name("br0"),
      addresses: try values("--address", Prefix.init), gateways: try values("--gateway", IPAddress.init),
      blocks: try values("--block", MACAddress.init).map {
        Block(mac: $0, scope: scope, port: port, lifetime: lifetime)
      } + clients,
      scope: scope, mode: mode,
      dialect: try values("--backend", Dialect.init(rawValue:)).first
        ?? (mode == .brouteClassic ? .ebtables : mode == .xdp ? .bpf : .nftables),
      guardRate: isGuarded ? rate ?? NewcomerLimit.standardRate : nil,
      allowed: try values("--allow", MACAddress.init))
    if mode == .xdp {
      // The thresholds of `Policy.standard`, which Plans does not know.
      let limits = [(20, 5), (30, 30), (50, 60)].compactMap {
        XDPProgram.Limit(count: $0.0, window: .seconds($0.1))
      }
      intention.program = XDPProgram(
        limits: limits, scope: scope, unknownRate: isGuarded ? rate ?? NewcomerLimit.standardRate : nil)
    }
    guard options.isEmpty else { throw Mistake(words: options.keys.joined(separator: " ")) }
  }
}
