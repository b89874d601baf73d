import Foundation
import TestKit
import Testing

/// A DHCP server's host (the test's own namespace), and behind a router a network with clients and a flooder, whose messages
/// a real relay on the router brings.
final class RelayLAN {
  /// Which relay.
  enum Relay: String, CaseIterable, Sendable { case dhcrelay, dnsmasq }

  static let router = "02:00:00:00:00:aa"
  static let flooder = CommandHost.flooder
  /// The flooder as dhcpward names it.
  static let client = "\(flooder) via 10.9.0.1 behind \(router)"

  private let router: Namespace
  private let attacker: Namespace
  private let hosts: [Namespace]
  private let folder: URL
  private let relay: ChildProcess
  private var server: ChildProcess?

  init(_ product: Relay, clients count: Int) throws {
    BridgeHost.cleanUp()
    try CommandHost.wipe()
    folder = FileManager.default.temporaryDirectory.appending(path: "relay-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    router = try Namespace()
    try Self.connect(router)
    try router.run("ip", "address", "add", "192.0.2.2/24", "dev", "up0")
    try router.run("ip", "address", "add", "10.9.0.1/24", "dev", "sw0")
    try router.run("sysctl", "-qw", "net.ipv4.ip_forward=1")
    try Tool.ip("address add 192.0.2.1/24 dev port0")
    try Tool.ip("route add 10.9.0.0/24 via 192.0.2.2")
    let router = router
    attacker = try Self.plug("to0", router, Self.flooder)
    hosts = try (1...count).map { try Self.plug("to\($0)", router, "02:00:00:00:01:0\($0)") }
    let words =
      switch product {
      case .dhcrelay: ["dhcrelay", "-4", "-d", "-pf", "/dev/null", "-id", "sw0", "-iu", "up0", "192.0.2.1"]
      case .dnsmasq:
        [
          "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--pid-file",
          "--dhcp-relay=10.9.0.1,192.0.2.1",
        ]
      }
    relay = try router.start(["sh", "-c", "exec \"$@\" >\(folder.path)/relay 2>&1", "sh"] + words)
  }

  deinit {
    for process in [server, relay].compactMap(\.self) {
      process.send(SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
    _ = try? Tool.ip("link delete virbr0")
    BridgeHost.cleanUp()
    try? CommandHost.wipe()
  }

  /// Connects a router with the test's own namespace, and gives it a switch for hosts.
  static func connect(_ router: Namespace) throws {
    try router.connect("port0", to: "up0", address: "02:00:00:00:00:01")
    try router.run("ip", "link", "set", "up0", "address", Self.router)
    try router.run("ip", "link", "add", "sw0", "type", "bridge", "forward_delay", "0")
    try router.run("ip", "link", "set", "sw0", "up")
  }

  /// A host at that switch; sysctls are set before its interface is there.
  static func plug(_ port: String, _ router: Namespace, _ mac: String, sysctls: [String] = []) throws
    -> Namespace
  {
    let host = try Namespace()
    for setting in sysctls { try host.run("sysctl", "-qw", setting) }
    try router.run(
      "ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "address", mac, "netns",
      "\(host.pid)")
    try router.run("ip", "link", "set", port, "master", "sw0", "up")
    try host.run("ip", "link", "set", "eth0", "up")
    return host
  }

  /// Puts the host's interface into a bridge that has its address, as a hypervisor does.
  func buildBridge() throws {
    try Tool.ip("link add virbr0 type bridge forward_delay 0")
    try Tool.ip("address delete 192.0.2.1/24 dev port0")
    try Tool.ip("link set port0 master virbr0")
    try Tool.ip("link set virbr0 up")
    try Tool.ip("address add 192.0.2.1/24 dev virbr0")
    try Tool.ip("route add 10.9.0.0/24 via 192.0.2.2")
  }

  /// Starts the server, once what it listens on is where it stays.
  func serve() throws {
    server = try Tool.start(
      ["sh", "-c", "exec \"$@\" 2>\(folder.path)/server", "sh"] + [
        "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--no-ping", "--pid-file",
        "--dhcp-range=10.9.0.50,10.9.0.250,255.255.255.0,2m", "--dhcp-leasefile=\(folder.path)/leases",
      ])
    let deadline = Date() + 10
    while !said("server").contains("IP range") {
      guard Date() < deadline else { throw ToolFailure(words: "dnsmasq does not serve: \(said("server"))") }
      usleep(10_000)
    }
  }

  private func said(_ name: String) -> String {
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
  }

  /// So many messages of the flooder's; gives how many were sent.
  @discardableResult
  func flood(_ count: Int, rate: Int = 200) throws -> Int {
    try CommandHost.sent(
      try attacker.run(Program.flooder, "-i", "eth0", "-s", Self.flooder, "-n", "\(count)", "-r", "\(rate)"))
  }

  /// Floods beside the test until it is told to stop.
  func startFlood(rate: Int, seconds: Int) throws -> ChildProcess {
    try attacker.start([
      "sh", "-c", "exec \"$@\" >/dev/null", "sh", Program.flooder, "-i", "eth0", "-s", Self.flooder, "-r",
      "\(rate)",
      "-t", "\(seconds)",
    ])
  }

  /// Each client asks for a lease, all at once; gives those that had one within five seconds.
  func served() throws -> Int {
    let processes = try hosts.map { host in
      try host.start([
        "sh", "-c", "exec \"$@\" >/dev/null 2>&1", "sh", "udhcpc", "-i", "eth0", "-f", "-q", "-n", "-t", "5",
        "-T", "1",
        "-s", "/bin/true",
      ])
    }
    return processes.count { process in
      process.waitUntilExit()
      return process.terminationStatus == 0
    }
  }

  /// How many messages of the flooder the server has heard.
  var heard: Int {
    said("server").split(separator: "\n").count { $0.contains("DHCPDISCOVER") && $0.contains(Self.flooder) }
  }

  /// The same, once it has gone through what came.
  func settled() -> Int {
    var last = -1
    while heard != last {
      last = heard
      usleep(300_000)
    }
    return last
  }
}
