import Foundation
import TestKit

/// A hypervisor: its bridge hv0 with three guests, of which libvirt knows one by name and Proxmox's port name
/// another by number. In-private-namespaces has given the tests a /run of their own.
final class PortHost {
  /// The host's ends of the guests, in order.
  static let ports = ["vnet3", "tap100i0", "lan2"]
  let guests: [Namespace]

  private static let status = "/run/libvirt/qemu"

  init() throws {
    Self.cleanUp()
    try CommandHost.wipe()
    try Tool.ip("link add hv0 type bridge forward_delay 0 mcast_snooping 0")
    try Tool.ip("link set hv0 up")
    try Tool.ip("address add 192.0.2.1/24 dev hv0")
    guests = try Self.ports.enumerated().map { number, port in
      let guest = try Namespace()
      try guest.connect(port, to: "eth0")
      try guest.run("ip", "link", "set", "eth0", "address", Self.mac(number))
      try guest.run("ip", "address", "add", Self.address(number) + "/24", "dev", "eth0")
      try Tool.ip("link set \(port) master hv0")
      return guest
    }
    try FileManager.default.createDirectory(atPath: Self.status, withIntermediateDirectories: true)
    try name("web1", "vnet3")
  }

  deinit {
    Self.cleanUp()
    try? CommandHost.wipe()
  }

  private static func cleanUp() {
    for link in ["hv0"] + ports { _ = try? Tool.ip("link delete \(link)") }
    try? FileManager.default.removeItem(atPath: "/run/libvirt")
  }

  /// A guest's own hardware address.
  static func mac(_ guest: Int) -> String { "02:00:00:00:05:0\(guest)" }

  /// A guest's own IPv4 address.
  static func address(_ guest: Int) -> String { "192.0.2.\(10 + guest)" }

  /// Writes a guest's status down as libvirt does: beside, and then under its name.
  func name(_ guest: String, _ port: String) throws {
    let text = """
      <domstatus state='running' reason='booted' pid='1'><domain type='kvm' id='1'><name>\(guest)</name>
      <devices><interface type='bridge'><source bridge='hv0'/><target dev='\(port)'/></interface></devices>
      </domain></domstatus>
      """
    try text.write(toFile: "\(Self.status)/\(port).xml", atomically: true, encoding: .utf8)
  }

  /// Floods from a guest.
  func flood(_ words: String, from guest: Int, as mac: String = CommandHost.flooder) throws {
    let arguments = words.split(separator: " ").map(String.init)
    try guests[guest].run([Program.flooder, "-i", "eth0", "-s", mac] + arguments)
  }

  /// Whether a guest reaches that address.
  func reaches(_ address: String, from guest: Int) -> Bool {
    (try? guests[guest].run("ping", "-n", "-q", "-c3", "-i0.2", "-W1", "-w1", address)) != nil
  }
}
