import TestKit

/// The private network namespace that the whole test process was started in.
enum PrivateNetwork {
  /// Tests that change the network run only where DHCPWARD_PRIVATE=1 says that it is a private one.
  static let isOurs = Tool.isPrivate

  /// Runs `body` with a pair of virtual Ethernet interfaces, NAME and NAMEp, that are up.
  static func withPair(_ name: String, _ body: () throws -> Void) throws {
    try Tool.run(["ip", "link", "add", name, "type", "veth", "peer", "name", name + "p"])
    defer { _ = try? Tool.run(["ip", "link", "del", name]) }
    for end in [name, name + "p"] {
      try Tool.run(["sysctl", "-qw", "net.ipv6.conf.\(end).disable_ipv6=1"])
      try Tool.run(["ip", "link", "set", end, "up"])
    }
    try body()
  }

  /// Sends frames out of an interface.
  static func send(_ frames: [[UInt8]], from interface: String) throws {
    let program = """
      import socket, sys
      s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
      s.bind((sys.argv[1], 0))
      for line in sys.stdin: s.send(bytes.fromhex(line))
      """
    let lines = frames.map { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n" }
    try Tool.run(["python3", "-c", program, interface], input: lines.joined())
  }
}
