import Foundation
import TestKit
import Testing

/// A DHCP server's host (the test's own namespace), a switch, a flooder and clients, each in a namespace.
final class WatchLAN {
  private let lan: Namespace
  private let attacker: Namespace
  private let clients: [Namespace]
  private let server: ChildProcess
  private let log: URL

  init(clients count: Int) throws {
    BridgeHost.cleanUp()
    try CommandHost.wipe()
    lan = try Namespace()
    try lan.connect("port0", to: "up0", address: "02:00:00:00:00:01")
    try lan.run("ip", "link", "add", "sw0", "type", "bridge")
    try lan.run("ip", "link", "set", "sw0", "up")
    try lan.run("ip", "link", "set", "up0", "master", "sw0")
    attacker = try Self.plug("to9", lan, CommandHost.flooder)
    let lan = lan
    clients = try (1...count).map { try Self.plug("to\($0)", lan, "02:00:00:00:01:0\($0)") }
    try Tool.ip("address add 192.0.2.1/24 dev port0")
    log = FileManager.default.temporaryDirectory.appending(path: "dnsmasq-\(UUID().uuidString)")
    // In the foreground it wants no other user, of which a user namespace has none.
    server = try Tool.start(
      ["sh", "-c", "exec \"$@\" 2>\(log.path).log", "sh"] + [
        "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--no-ping", "--pid-file",
        "--dhcp-range=192.0.2.50,192.0.2.250,2m", "--dhcp-leasefile=\(log.path).leases",
      ])
    // Where the socket is, in front of it: every message that gets this far is the server's.
    try Tool.run([
      "nft",
      """
      table ip probe { chain input { type filter hook input priority 0;
        udp dport 67 ether saddr \(CommandHost.flooder) counter; }; }
      """,
    ])
    let deadline = Date() + 10
    while linkLocalIsTentative || !said.contains("IP range") {
      guard Date() < deadline else { throw ToolFailure(words: "dnsmasq does not serve: \(said)") }
      usleep(10_000)
    }
  }

  deinit {
    server.send(SIGKILL)
    server.waitUntilExit()
    for suffix in ["leases", "log"] {
      try? FileManager.default.removeItem(atPath: "\(log.path).\(suffix)")
    }
    BridgeHost.cleanUp()
    try? CommandHost.wipe()
  }

  private static func plug(_ port: String, _ lan: Namespace, _ mac: String) throws -> Namespace {
    let host = try Namespace()
    try lan.run(
      "ip", "link", "add", port, "type", "veth", "peer", "name", "eth0", "address", mac, "netns",
      "\(host.pid)")
    try lan.run("ip", "link", "set", port, "master", "sw0", "up")
    try host.run("ip", "link", "set", "eth0", "up")
    return host
  }

  private var linkLocalIsTentative: Bool {
    (try? Tool.ip("-6 address show tentative").contains("tentative")) ?? true
  }

  /// Addresses, routes and permanent neighbours.
  func picture() throws -> [String] {
    try ["-d address show", "-4 route show table all", "-6 route show table all", "neigh show nud permanent"]
      .flatMap { try Tool.ip($0).split(separator: "\n") }
      .map { String($0).replacing(#/(valid|preferred)_lft \d+sec/#, with: "LIFETIME") }
      // A bridge's timers run on.
      .map { $0.replacing(#/_timer +[\d.]+/#, with: "_timer N") }
  }

  /// What is not as in that picture; printed too, for a failing expectation does not show it.
  func difference(_ before: [String]) throws -> [String] {
    // On a busy machine addresses and routes of the link itself may take their time.
    let deadline = Date() + 2
    while try picture() != before, Date() < deadline { usleep(50_000) }
    let difference = try picture().difference(from: before).map { "\($0)" }
    if !difference.isEmpty { print("difference:", difference.joined(separator: "\n")) }
    return difference
  }

  /// A program on another host, and the pipe with what it says.
  struct Running {
    let process: ChildProcess
    let output: Pipe

    /// Waits for its end and gives what it said.
    func report() -> String {
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return text
    }
  }

  func startFlood(_ words: String) throws -> Running {
    try startAttack("\(Program.flooder) -i eth0 -s \(CommandHost.flooder) \(words)")
  }

  /// Runs a command on the attacker's host: its words, split at spaces, and a last one that is not.
  func startAttack(_ words: String, _ last: String? = nil) throws -> Running {
    let output = Pipe()
    let command = words.split(separator: " ").map(String.init) + (last.map { [$0] } ?? [])
    return Running(process: try attacker.start(command, output: output), output: output)
  }

  /// Starts a real client on every client's host; it ends with a lease or without.
  func startClients() throws -> [Running] {
    try clients.map { client in
      let output = Pipe()
      let words = ["udhcpc", "-i", "eth0", "-f", "-q", "-n", "-s", "/bin/true"]
      return Running(
        process: try client.start(["sh", "-c", "exec \"$@\" 2>&1", "sh"] + words, output: output),
        output: output)
    }
  }

  /// How many messages of the flooder the kernel handed up to where sockets are.
  func floodMessagesAtTheSocket() throws -> Int {
    let text = try Tool.run(["nft", "list", "table", "ip", "probe"])
    return Int(try number(after: "packets ", in: text))
  }

  /// How many DISCOVERs the server itself logged from there.
  func discoversLogged(by mac: String) -> Int {
    said.split(separator: "\n").count { $0.contains("DHCPDISCOVER") && $0.contains(mac) }
  }

  /// What the server said.
  private var said: String { (try? String(contentsOfFile: "\(log.path).log", encoding: .utf8)) ?? "" }
}

/// What `status --json` says.
struct StatusJSON: Decodable {
  struct Daemon: Decodable {
    var pid: Int32
    var interface: String
  }
  struct Bridge: Decodable {
    var name: String
    var port: String
  }
  struct Block: Decodable {
    var mac: String
    var scope: String
    var dialect: String
    var since: String?
    var until: String?
    var reason: String?
    var port: String?
    var guest: String?
    var atPort: Bool
    var packets: Int
  }
  struct Server: Decodable {
    var process: String
    var pid: Int32?
    var socket: String
    var interface: String?
    var shielded: Bool?
  }
  var schema: String
  var daemon: Daemon?
  var bridge: Bridge?
  var blocks: [Block]
  var servers: [Server]

  static func read() throws -> StatusJSON {
    try JSONDecoder().decode(StatusJSON.self, from: Data(try Program.succeed("status --json").utf8))
  }
}
