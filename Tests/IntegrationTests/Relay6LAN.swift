import Foundation
import TestKit
import Testing

/// The same as `RelayLAN` for DHCPv6: behind a router two hosts that send SOLICITs, a real relay, and on the server's host
/// somebody who notes whose come.
final class Relay6LAN {
  static let flooder = "fe80::ff:fe00:99"
  static let neighbour = "fe80::ff:fe00:101"
  /// The flooder as dhcpward names it.
  static let client = "\(flooder) via 2001:db8:9::1 behind \(RelayLAN.router)"

  private let router: Namespace
  private let hosts: [String: Namespace]
  private let folder: URL
  private let processes: [ChildProcess]

  init() throws {
    BridgeHost.cleanUp()
    try CommandHost.wipe()
    folder = FileManager.default.temporaryDirectory.appending(path: "relay6-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    router = try Namespace()
    for setting in ["all.forwarding=1", "default.accept_dad=0"] {
      try router.run("sysctl", "-qw", "net.ipv6.conf.\(setting)")
    }
    try RelayLAN.connect(router)
    for (address, place) in [("2001:db8::2/64", "up0"), ("2001:db8:9::1/64", "sw0")] {
      try router.run("ip", "address", "add", address, "dev", place, "nodad")
    }
    try Tool.ip("address add 2001:db8::1/64 dev port0 nodad")
    try Tool.ip("route add 2001:db8:9::/64 via 2001:db8::2")
    let router = router
    let plug = { (port: String, mac: String) in
      try RelayLAN.plug(port, router, mac, sysctls: ["net.ipv6.conf.default.accept_dad=0"])
    }
    hosts = [
      Self.flooder: try plug("to0", "02:00:00:00:00:99"),
      Self.neighbour: try plug("to1", "02:00:00:00:01:01"),
    ]
    let server = try Tool.start(["python3", "-c", Self.server, "\(folder.path)/heard"])
    let relay = try router.start([
      "sh", "-c", "exec \"$@\" >\(folder.path)/relay 2>&1", "sh", "dhcrelay", "-6", "-d", "-pf", "/dev/null",
      "-l",
      "sw0", "-u", "2001:db8::1%up0",
    ])
    processes = [server, relay]
    let deadline = Date() + 15
    // Until the way is open from end to end.
    while try send(1, from: Self.neighbour, rate: 10) == 0 || heard(Self.neighbour) == 0 {
      guard Date() < deadline else { throw ToolFailure(words: "the relay brings nothing: \(said("relay"))") }
    }
  }

  deinit {
    for process in processes {
      process.send(SIGKILL)
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
    BridgeHost.cleanUp()
    try? CommandHost.wipe()
  }

  private func said(_ name: String) -> String {
    (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
  }

  /// Sends so many SOLICITs; gives how many.
  @discardableResult
  func send(_ count: Int, from host: String, rate: Int = 200) throws -> Int {
    try hosts[host]?.run("python3", "-c", Self.sender, "\(count)", "\(rate)")
    return count
  }

  /// How many of a host's messages came to the server's host.
  func heard(_ host: String) -> Int { said("heard").split(separator: "\n").count { $0 == host } }

  private static let server = """
    import socket, sys
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.bind(("::", 547))
    with open(sys.argv[1], "w", buffering=1) as out:
      while True:
        data = s.recv(2048)
        if data[0] == 12: out.write(socket.inet_ntop(socket.AF_INET6, data[18:34]) + "\\n")
    """

  private static let sender = """
    import os, socket, struct, sys, time
    s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    s.bind(("::", 546))
    place = ("ff02::1:2", 547, 0, socket.if_nametoindex("eth0"))
    duid = b"\\0\\3\\0\\1" + bytes.fromhex(open("/sys/class/net/eth0/address").read().strip().replace(":", "")) \\
      if os.path.exists("/sys/class/net/eth0/address") else b"\\0\\3\\0\\1\\2\\0\\0\\0\\0\\7"
    for number in range(int(sys.argv[1])):
      message = b"\\1" + os.urandom(3) + struct.pack(">HH", 1, len(duid)) + duid + struct.pack(">HHH", 8, 2, 0)
      s.sendto(message, place)
      time.sleep(1 / int(sys.argv[2]))
    """
}
