import Foundation
import TestKit
import Testing

/// A DHCP server's host (the test's own namespace) with room for a /16, a switch that keeps its ports apart, a flooder,
/// and clients, each in a namespace.
final class GuardLAN {
  private let lan: Namespace
  private let attacker: Namespace
  private let server: ChildProcess
  private let folder: URL
  let clients: [Client]

  /// One real client on a host of its own.
  struct Client {
    let host: Namespace
    let mac: String
    let log: URL
    let script: String

    var said: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }

    /// How often it was told of a lease: `bound`, `renew`.
    func count(_ word: String) -> Int {
      said.split(separator: "\n").count { $0.hasPrefix("script \(word) ") }
    }

    /// Starts udhcpc, which tries every 3 s, as it does by itself, and stays.
    func start() throws -> ChildProcess {
      let words = ["udhcpc", "-i", "eth0", "-f", "-t", "20", "-T", "3", "-A", "3", "-s", script]
      return try host.start(["sh", "-c", "exec \"$@\" >>\(log.path) 2>&1", "sh"] + words)
    }
  }

  init(clients count: Int) throws {
    BridgeHost.cleanUp()
    try CommandHost.wipe()
    folder = FileManager.default.temporaryDirectory.appending(path: "guard-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let script = folder.appending(path: "script")
    try """
    #!/bin/sh
    echo "script $1 $ip"
    case "$1" in bound|renew) ip address replace "$ip/16" dev "$interface" ;; esac
    """.write(to: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: script.path)
    lan = try Namespace()
    try lan.connect("port0", to: "up0", address: "02:00:00:00:00:01")
    try lan.run("ip", "link", "add", "sw0", "type", "bridge", "forward_delay", "0")
    try lan.run("ip", "link", "set", "sw0", "up")
    try lan.run("ip", "link", "set", "up0", "master", "sw0")
    attacker = try Self.plug("to0", lan, "02:00:00:00:00:99")
    let (lan, folder) = (lan, folder)
    clients = try (1...count).map { number in
      let mac = "02:00:00:00:01:" + String(number + 0x100, radix: 16).dropFirst()
      return Client(
        host: try Self.plug("to\(number)", lan, mac), mac: mac, log: folder.appending(path: "\(number).log"),
        script: script.path)
    }
    try Tool.ip("address add 10.77.0.1/16 dev port0")
    server = try Tool.start(
      ["sh", "-c", "exec \"$@\" 2>\(folder.path)/server.log", "sh"] + [
        "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--no-ping", "--pid-file",
        "--dhcp-range=10.77.1.0,10.77.254.255,1h", "--dhcp-lease-max=60000", "--quiet-dhcp",
        "--dhcp-leasefile=\(folder.path)/leases",
      ])
    let deadline = Date() + 10
    while !((try? String(contentsOf: folder.appending(path: "server.log"), encoding: .utf8)) ?? "")
      .contains("IP range")
    {
      guard Date() < deadline else { throw ToolFailure(words: "dnsmasq does not serve") }
      usleep(10_000)
    }
  }

  deinit {
    server.send(SIGKILL)
    server.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
    BridgeHost.cleanUp()
    try? CommandHost.wipe()
  }

  private static func plug(_ port: String, _ lan: Namespace, _ mac: String) throws -> Namespace {
    let host = try Namespace()
    try lan.run(
      "ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "address", mac, "netns",
      "\(host.pid)")
    try lan.run("ip", "link", "set", port, "master", "sw0", "up")
    // Otherwise each broadcast is copied to each client, and there is no CPU left for them.
    try lan.run("bridge", "link", "set", "dev", port, "isolated", "on")
    try host.run("ip", "link", "set", "eth0", "up")
    return host
  }

  /// Floods from random sources until the process is told to stop.
  func startFlood(rate: Int) throws -> ChildProcess {
    try attacker.start(
      [
        "sh", "-c", "exec \"$@\" >/dev/null", "sh", Program.flooder, "-i", "eth0", "-S", "-r", "\(rate)",
        "-t", "300",
      ])
  }

  /// Waits until each has counted as far, and gives the seconds that each took.
  static func wait(
    for clients: [Client], _ word: String, beyond before: [Int], within seconds: Double
  ) -> [Double?] {
    let start = Date()
    var took = [Double?](repeating: nil, count: clients.count)
    while took.contains(where: { $0 == nil }), Date().timeIntervalSince(start) < seconds {
      for (index, client) in clients.enumerated() where took[index] == nil {
        if client.count(word) > before[index] { took[index] = Date().timeIntervalSince(start) }
      }
      usleep(20_000)
    }
    return took
  }
}
