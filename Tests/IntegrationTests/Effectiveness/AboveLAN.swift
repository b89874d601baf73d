import Foundation
import TestKit
import Wire

/// A server's host whose server listens on a device above the guarded one, and one wire to its clients.
final class AboveLAN {
  let device: UpperDevice
  let client: Namespace
  let probe: LANProbe
  let host: LANProbe

  /// Throws `NoSuchDevice` where the kernel has none.
  init(_ device: UpperDevice) throws {
    self.device = device
    Self.cleanUp()
    client = try Namespace()
    // Its addresses and routes would come, and settle, at any time.
    try Self.disableIPv6(true)
    defer { try? Self.disableIPv6(false) }
    for name in ["all", "default"] { try EffectivenessLAN.filterReversePaths(name, 0) }
    try Tool.ip("link add port0 address 02:00:00:00:00:01 type veth peer name eth0 netns \(client.pid)")
    try client.run("ip", "link", "set", "eth0", "up")
    try Self.build(device)
    try Tool.ip("link set port0 up")
    try Tool.ip("link set \(device.name) up")
    try Tool.ip("address add 192.0.2.1/24 dev \(device.name)")
    let isTagged = device == .vlan || device == .bridgeVLAN
    if isTagged {
      try client.run("ip", "link", "add", "link", "eth0", "name", "eth0.10", "type", "vlan", "id", "10")
      try client.run("ip", "link", "set", "eth0.10", "up")
    }
    probe = try LANProbe(
      clientsOf: "02:00:00:00:00:0\(device == .macvlan ? 2 : 1)", "192.0.2.1", in: client,
      by: isTagged ? "eth0.10" : "eth0")
    host = try LANProbe()
    guard try host.bindServerPorts(), try host.tap(device.name) else {
      throw ToolFailure(words: "no sockets on \(device.name)")
    }
    try hearEverybody()
  }

  deinit { Self.cleanUp() }

  /// The kernel has no device of that kind.
  struct NoSuchDevice: Error {
    let words: String
  }

  private static func build(_ device: UpperDevice) throws {
    func add(_ words: String) throws {
      let answer = try Tool.answer(["ip", "link", "add"] + words.split(separator: " ").map(String.init))
      guard answer.status == 0 else {
        throw NoSuchDevice(words: answer.errors.trimmingCharacters(in: .newlines))
      }
    }
    switch device {
    case .vlan: try add("link port0 name port0.10 type vlan id 10")
    case .macvlan: try add("link port0 name macvlan0 address 02:00:00:00:00:02 type macvlan mode bridge")
    case .bond:
      try add("bond1 address 02:00:00:00:00:01 type bond")
      try Tool.ip("link set port0 master bond1")
    case .bridgeVLAN:
      try Tool.ip("link add br1 address 02:00:00:00:00:01 type bridge stp_state 0 forward_delay 0")
      try Tool.ip("link set br1 up")
      try Tool.ip("link set port0 master br1")
      try add("link br1 name br1.10 type vlan id 10")
    }
  }

  private static func cleanUp() {
    _ = try? Tool.answer(["ip", "link", "delete", "bond1"])
    EffectivenessLAN.cleanUp()
  }

  // Before anybody is blocked, so that silence means something.
  private func hearEverybody() throws {
    let deadline = Date() + 30
    while true {
      let heard = try hear()
      if UpperDevice.listeners.allSatisfy({
        heard.blocked[$0] == Traffic.dhcp && heard.allowed[$0] == Traffic.dhcp
      }) {
        return
      }
      guard Date() < deadline else { throw ToolFailure(words: "on \(device.name), nobody blocked: \(heard)") }
    }
  }

  /// What came of the client to be blocked, and of the other, to each listener.
  func hear() throws -> (blocked: [String: [Traffic]], allowed: [String: [Traffic]]) {
    _ = try host.report()
    _ = try probe.judge(
      blocked: EffectivenessLAN.blocked, allowed: EffectivenessLAN.allowed, Traffic.dhcp, within: 100)
    let report = try host.report()
    let sockets = zip(UpperDevice.listeners, [device.name, "udp"])
    func heard(_ mac: MACAddress) -> [String: [Traffic]] {
      Dictionary(uniqueKeysWithValues: sockets.map { ($0, report[$1]?[mac] ?? []) })
    }
    return (heard(EffectivenessLAN.blocked), heard(EffectivenessLAN.allowed))
  }

  /// Takes away all that dhcpward made.
  func restore() throws {
    try Program.succeed("unblock --all")
    if try Tool.ip("-br link").contains("br0") { try Program.succeed("bridge down --port port0") }
  }

  /// Everything that dhcpward may change; not whether there is a carrier, which the kernel says up to a second late.
  func picture() throws -> [String] {
    try ["-o link", "-o address", "route show table all"].map { words in
      try Tool.ip(words).replacing(#/,?(LOWER_UP|NO-CARRIER|M-DOWN)|state [A-Z]+/#, with: "")
        .replacing(#/ linkdown/#, with: "")
    } + CommandHost.ruleset()
  }

  private static func disableIPv6(_ wanted: Bool) throws {
    try (wanted ? "1" : "0").write(
      toFile: "/proc/sys/net/ipv6/conf/default/disable_ipv6", atomically: false, encoding: .utf8)
  }
}
