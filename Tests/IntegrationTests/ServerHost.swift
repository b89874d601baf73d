import Foundation
import TestKit
import Testing

/// A real DHCP server in the test's own namespace; it ends with this object.
final class ServerProcess {
  private let process: ChildProcess
  private let folder: URL

  var pid: Int32 { process.processIdentifier }
  var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }

  /// Starts a program whose arguments may name `%`, a folder of its own with those files in it, and waits until it
  /// has such sockets: `ss` of packet sockets and of UDP ones.
  init(_ command: [String], files: [String: String] = [:], sockets: Int = 1) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
    }
    let path = folder.path
    let words = command.map { $0.replacing("%", with: path) }
    process = try Tool.start(["sh", "-c", "exec \"$@\" >\(path)/log 2>&1", "sh"] + words)
    let deadline = Date() + 15
    while try Self.sockets(of: pid) < sockets {
      guard process.isRunning, Date() < deadline else {
        throw ToolFailure(words: "\(command.joined(separator: " ")) does not serve: \(log)")
      }
      usleep(10_000)
    }
  }

  deinit {
    process.send(SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  private static func sockets(of pid: Int32) throws -> Int {
    let packets = try Tool.run(["ss", "-0", "-anpH"])
    let datagrams = try Tool.run(["ss", "-uanpH", "sport = 67 or sport = 547"])
    return (packets + datagrams).split(separator: "\n").count { $0.contains("pid=\(pid),") }
  }

  /// isc-dhcpd: a packet socket on the interface, and a UDP socket on 67 beside.
  static func dhcpd(on interface: String) throws -> ServerProcess {
    try ServerProcess(
      ["dhcpd", "-4", "-f", "-cf", "%/conf", "-lf", "%/leases", "--no-pid", interface],
      files: [
        "conf": "subnet 192.0.2.0 netmask 255.255.255.0 { range 192.0.2.50 192.0.2.250; }\n", "leases": "",
      ], sockets: 2)
  }

  /// Kea: raw by default, with a UDP socket beside.
  static func kea(on interface: String, raw: Bool) throws -> ServerProcess {
    let type = raw ? "raw" : "udp"
    let configuration = """
      { "Dhcp4": {
        "interfaces-config": { "interfaces": [ "\(interface)" ], "dhcp-socket-type": "\(type)" },
        "lease-database": { "type": "memfile", "persist": false },
        "subnet4": [ { "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.50 - 192.0.2.250" } ] } ]
      } }
      """
    return try ServerProcess(
      ["env", "KEA_PIDFILE_DIR=%", "KEA_LOCKFILE_DIR=%", "kea-dhcp4", "-c", "%/conf"],
      files: ["conf": configuration], sockets: raw ? 2 : 1)
  }

  /// dnsmasq with these lines of configuration, for DHCP of both versions.
  static func dnsmasq(_ lines: String = "") throws -> ServerProcess {
    let configuration = """
      dhcp-range=192.0.2.50,192.0.2.250,2m
      dhcp-range=2001:db8::50,2001:db8::250
      \(lines)
      """
    return try ServerProcess(
      [
        "dnsmasq", "--no-daemon", "--conf-file=%/conf", "--port=0", "--no-ping", "--pid-file",
        "--dhcp-leasefile=%/leases",
      ], files: ["conf": configuration], sockets: 2)
  }
}
