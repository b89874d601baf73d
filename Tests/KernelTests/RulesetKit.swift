import Rules
import TestKit
import Testing
import Wire

@testable import Kernel

/// What the tests of rulesets in a real kernel share. They run only where the whole process is in a network
/// namespace of its own: `DHCPWARD_PRIVATE=1 unshare -nm swift test ...`.
enum RulesetKit {
  static let isPrivate = Tool.isPrivate

  static let bad = MACAddress(bits: 0x02_0000_0000_99)
  static let good = MACAddress(bits: 0x02_0000_0000_11)
  static let whole = Ruleset(table: .nftables, scopes: Scope.allCases, includesTable: true)

  /// Runs a real tool and gives what it printed.
  @discardableResult
  static func tool(_ words: String..., input: String = "") throws -> String {
    try Tool.run(words, input: input)
  }

  /// Everything nf_tables and ebtables hold, as the real tools print it.
  static func listing() throws -> String {
    try tool("nft", "list", "ruleset") + EbtablesTool.listing().joined(separator: "\n")
  }

  /// Nothing in nf_tables and ebtables, no bridge.
  static func clear() throws {
    try tool("nft", "flush", "ruleset")
    try EbtablesTool.clear()
    _ = try? tool("ip", "link", "delete", "rsbr0")
    _ = try? tool("ip", "link", "delete", "rsport")
  }

  /// A single-port bridge rsbr0 on one end of a veth pair; frames sent on rswire arrive at its port.
  static func buildBridge() throws {
    try tool("ip", "link", "add", "rsport", "type", "veth", "peer", "name", "rswire")
    try tool("ip", "link", "add", "rsbr0", "type", "bridge", "stp_state", "0", "forward_delay", "0")
    try tool("ip", "link", "set", "rsport", "master", "rsbr0")
    for link in ["rsport", "rswire", "rsbr0"] { try tool("ip", "link", "set", link, "up") }
  }

  /// Sends one frame of each kind from `mac` and gives the kinds that a packet socket on the bridge received.
  static func passing(from mac: MACAddress) throws -> Set<String> {
    let text = try tool("python3", "-c", sender, "\(mac)", "\(good)")
    return Set(text.split(separator: "\n").map(String.init))
  }

  /// What `sender` sends.
  static let kinds: Set<String> = [
    "dhcp4", "dhcp6", "dhcp4-8021q", "dhcp6-8021q", "dhcp4-8021ad", "dhcp6-8021ad", "reply4", "dns4", "arp",
    "llc",
  ]
  /// Those that are DHCP from a client.
  static let dhcp = kinds.filter { $0.hasPrefix("dhcp") }

  /// A last frame from an address that nobody blocks tells that all the others have come or never will.
  private static let sender = #"""
    import socket, struct, sys
    source, last = (bytes.fromhex(a.replace(":", "")) for a in sys.argv[1:3])
    def mark(kind): return b"<" + kind.encode() + b">"
    def udp(port, kind, pad=60): return struct.pack(">HHHH", 68, port, 8 + pad, 0) + mark(kind).ljust(pad, b"\0")
    def ipv4(port, kind):
      data = udp(port, kind)
      def header(check):
        ends = b"\0" * 4 + b"\xff" * 4
        return struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(data), 1, 0, 64, 17, check) + ends
      total = sum(struct.unpack(">10H", header(0)))
      return header(~(total + (total >> 16)) & 0xffff) + data
    def ipv6(port, kind):
      data = udp(port, kind)
      a = bytes.fromhex("fe80000000000000000000fffe000099"); b = bytes.fromhex("ff020000000000000000000000010002")
      return struct.pack(">IHBB", 6 << 28, len(data), 17, 64) + a + b + data
    def frame(mac, types, payload): return b"\xff" * 6 + mac + types + payload
    def tag(tpid): return struct.pack(">HH", tpid, 7)
    ip, ip6 = b"\x08\x00", b"\x86\xdd"
    frames = {
      "dhcp4": frame(source, ip, ipv4(67, "dhcp4")), "dhcp6": frame(source, ip6, ipv6(547, "dhcp6")),
      "reply4": frame(source, ip, ipv4(68, "reply4")), "dns4": frame(source, ip, ipv4(53, "dns4")),
      "arp": frame(source, b"\x08\x06", bytes.fromhex("0001080006040001") + source + b"\0" * 14 + mark("arp")),
      "llc": frame(source, b"\x00\x40", b"\xaa\xaa\x03" + mark("llc").ljust(61, b"\0")),
    }
    for name, tpid in (("8021q", 0x8100), ("8021ad", 0x88a8)):
      frames["dhcp4-" + name] = frame(source, tag(tpid) + ip, ipv4(67, "dhcp4-" + name))
      frames["dhcp6-" + name] = frame(source, tag(tpid) + ip6, ipv6(547, "dhcp6-" + name))
    inside = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); inside.bind(("rsbr0", 0))
    outside = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); outside.bind(("rswire", 0))
    inside.settimeout(10)
    for f in frames.values(): outside.send(f)
    outside.send(frame(last, b"\x88\xb5", mark("end").ljust(60, b"\0")))
    while True:
      data, address = inside.recvfrom(2048)
      if address[2] == socket.PACKET_OUTGOING: continue
      if mark("end") in data: break
      for kind in frames:
        if mark(kind) in data: print(kind)
    """#
}

extension Trait where Self == ConditionTrait {
  /// Only in a private network namespace.
  static var inPrivateNamespace: Self {
    .enabled(
      if: RulesetKit.isPrivate, "needs a private network namespace: DHCPWARD_PRIVATE=1 unshare -nm ...")
  }
}
