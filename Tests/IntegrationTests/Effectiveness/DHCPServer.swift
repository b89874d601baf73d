import Foundation
import TestKit

/// A real DHCP server on this machine; ended with this object.
final class DHCPServer {
  /// Which, as the table names them.
  enum Product: String, CaseIterable {
    case dhcpd = "isc-dhcpd"
    case keaRaw = "Kea (raw)"
    case keaUDP = "Kea (udp)"
    case dnsmasq

    /// What it answers. Kea's UDP sockets are bound to an address and so get no broadcast.
    var kinds: [Traffic] { self == .keaUDP ? [.renew, .relayed] : Traffic.dhcp }

    /// What its log says once it serves.
    fileprivate var greeting: String {
      switch self {
      case .dhcpd: "Server starting service"
      case .keaRaw, .keaUDP: "DHCP4_STARTED"
      case .dnsmasq: "IP range"
      }
    }
  }

  private let process: ChildProcess
  private let folder: URL
  private let product: Product

  /// Starts it for 192.0.2.0/24, on this interface or, dnsmasq alone, on all.
  init(_ product: Product, on interface: String?) throws {
    self.product = product
    folder = FileManager.default.temporaryDirectory.appending(path: "dhcp-server-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let words = try Self.command(product, interface, folder)
    process = try Tool.start(
      ["sh", "-c", "exec \"$@\" >\(folder.path)/log 2>&1", "sh"] + words)
  }

  deinit {
    process.send(SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  var isRunning: Bool { process.isRunning }
  var pid: Int32 { process.processIdentifier }
  var log: String { (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? "" }

  /// Waits until it says that it serves; false when it ended instead.
  func starts() throws -> Bool {
    let deadline = Date() + 30
    while !log.contains(product.greeting) {
      guard process.isRunning else { return false }
      guard Date() < deadline else { throw ToolFailure(words: "\(product.rawValue) does not start: \(log)") }
      usleep(5000)
    }
    return true
  }

  private static func command(_ product: Product, _ interface: String?, _ folder: URL) throws -> [String] {
    func file(_ name: String, _ text: String) throws -> String {
      let url = folder.appending(path: name)
      try text.write(to: url, atomically: false, encoding: .utf8)
      return url.path
    }
    switch product {
    case .dhcpd:
      let configuration = """
        authoritative; ping-check false; default-lease-time 600; ddns-update-style none;
        subnet 192.0.2.0 netmask 255.255.255.0 { range 192.0.2.50 192.0.2.150; }
        """
      return [
        try program("dhcpd", folder), "-f", "-d", "-4", "-cf", try file("conf", configuration), "-lf",
        try file("leases", ""), "-pf", "\(folder.path)/pid", interface ?? "",
      ]
    case .keaRaw, .keaUDP:
      let configuration = """
        {"Dhcp4": {"interfaces-config": {"interfaces": ["\(interface ?? "*")"],
          "dhcp-socket-type": "\(product == .keaRaw ? "raw" : "udp")", "re-detect": false},
         "lease-database": {"type": "memfile", "persist": false}, "authoritative": true, "valid-lifetime": 600,
         "subnet4": [{"id": 1, "subnet": "192.0.2.0/24", "pools": [{"pool": "192.0.2.50 - 192.0.2.150"}]}],
         "loggers": [{"name": "kea-dhcp4", "severity": "INFO", "output_options": [{"output": "stdout"}]}]}}
        """
      return [
        "env", "KEA_LOCKFILE_DIR=none", "KEA_PIDFILE_DIR=\(folder.path)", "KEA_DHCP_DATA_DIR=\(folder.path)",
        try program("kea-dhcp4", folder), "-c", try file("kea.json", configuration),
      ]
    case .dnsmasq:
      return [
        "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--no-ping", "--pid-file",
        "--dhcp-authoritative", "--dhcp-range=192.0.2.50,192.0.2.150,10m",
        "--dhcp-leasefile=\(folder.path)/leases",
      ] + (interface.map { ["--interface=\($0)"] } ?? [])
    }
  }

  // A copy, as AppArmor keeps the one in its place from reading these files.
  private static func program(_ name: String, _ folder: URL) throws -> String {
    let copy = folder.appending(path: name)
    try FileManager.default.copyItem(atPath: "/usr/sbin/\(name)", toPath: copy.path)
    return copy.path
  }
}
