import Foundation
import Synchronization
import TestKit
import Testing
import Wire

/// Measures what a mode in a dialect does for every listener.
struct EffectivenessColumn {
  let mode: String
  let dialect: String
  private let lan: EffectivenessLAN
  private let flavour: EbtablesFlavour?

  init(mode: String, dialect: String) throws {
    self.mode = mode
    self.dialect = dialect
    flavour = dialect.hasPrefix("ebtables-") ? try EbtablesFlavour(dialect) : nil
    lan = try EffectivenessLAN(mode: mode)
  }

  private var place: String {
    "--interface port0 \(EffectivenessPage.words(mode, dialect))"
  }

  /// All its cells.
  func rows() throws -> [EffectivenessRow] {
    let before = try lan.picture()
    let answer = try Program.run("block \(EffectivenessLAN.bystander) \(place)")
    guard answer.status == 0 else {
      guard try lan.picture() == before, answer.complaints.count == 1 else {
        throw ToolFailure(words: "\(mode), \(dialect): refused, but not beforehand: \(answer.complaint)")
      }
      var row = EffectivenessRow(mode: mode, dialect: dialect, outcome: .refused)
      row.reason = answer.complaint.replacing("dhcpward: ", with: "").trimmingCharacters(in: .newlines)
      return [row]
    }
    try lan.restore()
    var rows: [EffectivenessRow] = []
    for (listener, places) in EffectivenessPage.listeners {
      guard let product = DHCPServer.Product(rawValue: listener) else { continue }
      for place in places { rows.append(try row(product, at: place)) }
    }
    return try rows + sockets()
  }

  private func row(_ product: DHCPServer.Product, at place: String) throws -> EffectivenessRow {
    var row = EffectivenessRow(
      mode: mode, dialect: dialect, listener: product.rawValue, place: place, outcome: .absent)
    let interface = lan.interface(place)
    guard interface != nil || place == "any" else { return row }
    // On the bridge a server is started once there is one; elsewhere before, like one that was there all along.
    if place == "bridge" { try Program.succeed("block \(EffectivenessLAN.bystander) \(self.place)") }
    defer { try? lan.restore() }
    let server = try DHCPServer(product, on: interface)
    guard try server.starts() else {
      row.outcome = .ends
      return row
    }
    guard try lan.leases(from: product) else {
      row.outcome = .deaf
      return row
    }
    let claim = try claim(of: server, row)
    let (blocked, allowed) = try judge(product.kinds)
    row.outcome = EffectivenessRow.outcome(blocked: blocked, allowed: allowed, of: product.kinds)
    row.blocked = blocked
    row.allowed = allowed
    #expect(row.outcome.rawValue == claim, "\(row): doctor says \(claim)")
    if row.outcome != .deaf, product != .keaUDP, try !lan.clientIsServed() {
      throw ToolFailure(words: "\(row): a real client gets no lease: \(server.log)")
    }
    return row
  }

  // Of the first dialect: a socket hears the same in all.
  private func claim(of server: DHCPServer, _ row: EffectivenessRow) throws -> String {
    let cell = "\(mode) \(row.listener ?? "") \(row.place ?? "")"
    if let known = Self.claims.withLock({ $0[cell] }) { return known }
    let claim = try DoctorJSON.claim(of: server.pid, in: mode, place)
    Self.claims.withLock { $0[cell] = claim }
    return claim
  }

  private static let claims = Mutex<[String: String]>([:])

  private func judge(_ kinds: [Traffic]) throws -> (
    blocked: [String: [Traffic]], allowed: [String: [Traffic]]
  ) {
    var blocked: [String: [Traffic]] = [:]
    var allowed: [String: [Traffic]] = [:]
    for scope in ["all", "dhcp"] {
      let answers = try blocking(scope) {
        try lan.probe.judge(
          blocked: EffectivenessLAN.blocked, allowed: EffectivenessLAN.allowed, kinds, within: lan.patience)
      }
      blocked[scope] = answers[EffectivenessLAN.blocked]
      allowed[scope] = answers[EffectivenessLAN.allowed]
    }
    return (blocked, allowed)
  }

  private func blocking<T>(_ scope: String, _ body: () throws -> T) throws -> T {
    try Program.succeed("block \(EffectivenessLAN.blocked) --scope \(scope) \(place)")
    try lan.forgetNeighbours()
    let result = try body()
    // After the last scope all is restored anyway.
    if scope == "all" { try Program.succeed("unblock \(EffectivenessLAN.blocked)") }
    return result
  }

  // Sockets that only listen can all do so at once.
  private func sockets() throws -> [EffectivenessRow] {
    guard try lan.host.bindServerPorts(), try lan.host.tap("port0") else {
      throw ToolFailure(words: "no sockets to observe by")
    }
    try Program.succeed("block \(EffectivenessLAN.bystander) \(place)")
    defer {
      try? lan.host.release()
      try? lan.restore()
    }
    let bridge = lan.interface("bridge")
    if let bridge, try !lan.host.tap(bridge) { throw ToolFailure(words: "no \(bridge)") }
    var seen: [String: (blocked: [String: [Traffic]], allowed: [String: [Traffic]])] = [:]
    for scope in ["all", "dhcp"] {
      try blocking(scope) {
        _ = try lan.host.report()
        _ = try lan.probe.judge(
          blocked: EffectivenessLAN.blocked, allowed: EffectivenessLAN.allowed,
          Traffic.dhcp + Traffic.wrapped, within: 100)
        let answers = try lan.probe.judge(
          blocked: EffectivenessLAN.blocked, allowed: EffectivenessLAN.allowed, Traffic.host,
          within: lan.patience)
        for (name, report) in try lan.host.report().merging(["host": answers], uniquingKeysWith: { $1 }) {
          seen[name, default: ([:], [:])].blocked[scope] = report[EffectivenessLAN.blocked]
          seen[name, default: ([:], [:])].allowed[scope] = report[EffectivenessLAN.allowed]
        }
      }
    }
    let (udp, onBridge) = (seen["udp"], bridge.map { seen[$0] ?? ([:], [:]) })
    let plain = [
      row("UDP socket", "any", udp, Traffic.dhcp),
      row("packet socket", "port", seen["port0"], Traffic.dhcp + Traffic.host),
      row("packet socket", "bridge", onBridge, Traffic.dhcp + Traffic.host),
      row("host", "any", seen["host"], Traffic.host),
    ]
    return plain
      + Traffic.wrapped.flatMap { kind in
        [
          row(EffectivenessPage.wrapped("UDP socket", kind), "any", udp, [kind]),
          row(EffectivenessPage.wrapped("packet socket", kind), "bridge", onBridge, [kind]),
        ]
      }
  }

  private func row(
    _ listener: String, _ place: String,
    _ seen: (blocked: [String: [Traffic]], allowed: [String: [Traffic]])?,
    _ kinds: [Traffic]
  ) -> EffectivenessRow {
    var row = EffectivenessRow(
      mode: mode, dialect: dialect, listener: listener, place: place, outcome: .absent)
    if let seen {
      let nothing: [String: [Traffic]] = ["all": [], "dhcp": []]
      func kept(_ heard: [String: [Traffic]]) -> [String: [Traffic]] {
        nothing.merging(heard) { $1 }.mapValues { $0.filter(kinds.contains) }
      }
      let (blocked, allowed) = (kept(seen.blocked), kept(seen.allowed))
      row.blocked = blocked
      row.allowed = allowed
      row.outcome = EffectivenessRow.outcome(blocked: blocked, allowed: allowed, of: kinds)
    }
    return row
  }
}
