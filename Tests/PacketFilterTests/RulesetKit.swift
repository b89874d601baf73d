import Plans
import TestKit
import Testing
import Wire

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

  /// What `sender` sends: each of these bare, behind a tag, behind two, and behind four.
  static let kinds = Set(
    ["", "@8021q", "@8021ad", "@two", "@mixed", "@four"].flatMap { tags in
      ["dhcp4", "dhcp4-options", "dhcp6", "dhcp6-ten", "reply4", "dns4", "icmp6-hop", "arp", "llc"].map {
        $0 + tags
      }
    })
  /// Those that are DHCP from a client, or are taken for it: a third tag hides what there is.
  static let dhcp = kinds.filter { $0.hasPrefix("dhcp") || $0.hasSuffix("@four") }
  /// Those that are 802.3 behind one tag at most.
  static let llc: Set<String> = ["llc", "llc@8021q", "llc@8021ad"]
  /// Those behind tags.
  static let tagged = kinds.filter { $0.contains("@") }

  /// A last frame from an address that nobody blocks tells that all the others have come or never will.
  private static let sender = #"""
    import socket, struct, sys
    source, last = (bytes.fromhex(a.replace(":", "")) for a in sys.argv[1:3])
    def mark(kind): return b"<" + kind.encode() + b">"
    def udp(port, kind, pad=60): return struct.pack(">HHHH", 68, port, 8 + pad, 0) + mark(kind).ljust(pad, b"\0")
    def ipv4(port, kind, options=b""):
      data = udp(port, kind)
      def header(check):
        ends = b"\0" * 4 + b"\xff" * 4 + options
        size = 20 + len(options)
        return struct.pack(">BBHHHBBH", 64 + size // 4, 0, size + len(data), 1, 0, 64, 17, check) + ends
      total = sum(struct.unpack(">%dH" % (10 + len(options) // 2), header(0)))
      return header(~(total + (total >> 16)) & 0xffff) + data
    def ipv6(data, proto=17, extensions=(), last=17):
      chain = b"".join(bytes([n, 0, 1, 4, 0, 0, 0, 0]) for n in [*extensions[1:], last]) if extensions else b""
      a = bytes.fromhex("fe80000000000000000000fffe000099"); b = bytes.fromhex("ff020000000000000000000000010002")
      first = extensions[0] if extensions else proto
      return struct.pack(">IHBB", 6 << 28, len(chain + data), first, 64) + a + b + chain + data
    def frame(mac, types, payload): return b"\xff" * 6 + mac + types + payload
    def tags(*types): return b"".join(struct.pack(">HH", t, 7 if len(types) == 1 else 0) for t in types)
    frames = {}
    stacks = {"": (), "@8021q": (0x8100,), "@8021ad": (0x88a8,), "@two": (0x8100,) * 2, "@mixed": (0x88a8, 0x8100),
              "@four": (0x8100,) * 4}
    for suffix, types in stacks.items():
      def add(kind, type, payload): frames[kind + suffix] = frame(source, tags(*types) + type, payload(kind + suffix))
      ip, ip6 = b"\x08\x00", b"\x86\xdd"
      add("dhcp4", ip, lambda k: ipv4(67, k)); add("dhcp4-options", ip, lambda k: ipv4(67, k, b"\1\1\1\0"))
      add("dhcp6", ip6, lambda k: ipv6(udp(547, k))); add("dhcp6-ten", ip6, lambda k: ipv6(udp(547, k), 17, [60] * 10))
      add("reply4", ip, lambda k: ipv4(68, k)); add("dns4", ip, lambda k: ipv4(53, k))
      add("icmp6-hop", ip6, lambda k: ipv6(b"\x80\0\0\0\0\0\0\0" + mark(k), 58, [0], 58))
      add("arp", b"\x08\x06", lambda k: bytes.fromhex("0001080006040001") + source + b"\0" * 14 + mark(k))
      add("llc", b"\x00\x40", lambda k: b"\xaa\xaa\x03" + mark(k).ljust(61, b"\0"))
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
