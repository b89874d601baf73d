import TestKit
import Testing
import Wire

/// Frames of clients behind a router, as relays and routers send them, and what becomes of them.
enum ClientFrames {
  static let router = MACAddress(bits: 0x02_0000_0000_aa)
  static let otherRouter = MACAddress(bits: 0x02_0000_0000_ab)
  static let client = MACAddress(bits: 0x02_0000_0000_c1)
  static let giaddr = IPv4Address(bits: 0x0a09_0001)
  static let link = IPv6Address(high: 0x2001_0db8_0009_0000, low: 1)
  static let peer = IPv6Address(high: 0xfe80 << 48, low: 0xc1)

  static let blocked4 = RelayedClient(.v4(giaddr: giaddr, chaddr: client), behind: router)
  static let blocked6 = RelayedClient(.v6(link: link, peer: peer), behind: router)

  /// Those that the client of DHCPv4 sends, through a relay and past it.
  static let relayed4: Set<String> = [
    "relayed", "unicast", "relayed@8021q", "relayed@8021ad", "options6", "options15", "fragment",
  ]
  static let routed4: Set<String> = ["routed", "routed@8021q"]
  /// Those of DHCPv6 where rules find it.
  static let relayed6: Set<String> = ["relayed6", "relayed6@8021q", "relayed6-options", "nested6"]

  /// Sends one frame of each kind and gives the kinds that a packet socket on the bridge received.
  static func passing() throws -> Set<String> {
    let text = try RulesetKit.tool("python3", "-c", sender)
    return Set(text.split(separator: "\n").map(String.init))
  }

  private static let sender = #"""
    import socket, struct
    def mac(text): return bytes.fromhex(text.replace(":", ""))
    R, R2, C, C2 = (mac("02:00:00:00:00:" + x) for x in ("aa", "ab", "c1", "c2"))
    G, G2, Z = bytes([10, 9, 0, 1]), bytes([10, 9, 0, 2]), bytes(4)
    def bootp(kind, giaddr, chaddr, op=1, hlen=6):
      head = struct.pack(">BBBB", op, 1, hlen, 1) + bytes(4) + bytes(4) + bytes(12) + giaddr + chaddr.ljust(16, b"\0")
      return head + (b"<" + kind.encode() + b">").ljust(192, b"\0") + b"\x63\x82\x53\x63\x35\x01\x01\xff"
    def ip4(data, port=67, options=b"", more=0, proto=17):
      udp = struct.pack(">HHHH", 67, port, 8 + len(data), 0) + data
      if more: udp = udp[:more]
      def header(check):
        return struct.pack(">BBHHHBBH", 0x45 + len(options) // 4, 0, 20 + len(options) + len(udp), 1,
                           0x2000 if more else 0, 64, proto, check) + bytes([198, 51, 100, 2, 198, 51, 100, 1]) + options
      total = sum(struct.unpack(">%dH" % (10 + len(options) // 2), header(0)))
      total = (total & 0xffff) + (total >> 16)
      return b"\x08\x00" + header(~(total + (total >> 16)) & 0xffff) + udp
    L, L2 = bytes.fromhex("20010db8000900000000000000000001"), bytes.fromhex("20010db8000a00000000000000000001")
    P, P2 = bytes.fromhex("fe8000000000000000000000000000c1"), bytes.fromhex("fe8000000000000000000000000000c2")
    def solicit(kind): return b"\x01abc\0\x63" + struct.pack(">H", len(kind) + 2) + b"<" + kind.encode() + b">"
    def option(code, data): return struct.pack(">HH", code, len(data)) + data
    def relay(hops, link, peer, content, type=12): return bytes([type, hops]) + link + peer + content
    def ip6(data, destination=b""):
      udp = struct.pack(">HHHH", 547, 547, 8 + len(data), 0) + data
      return (b"\x86\xdd" + struct.pack(">IHBB", 6 << 28, len(destination) + len(udp), 60 if destination else 17, 64)
              + bytes.fromhex("20010db8000200000000000000000002") * 2 + destination + udp)
    frames = {}
    inside = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)); inside.bind(("rsbr0", 0))
    bridge = inside.getsockname()[4]
    def add(kind, make, source=R, tag=b"", to=bridge): frames[kind] = to + source + tag + make(kind)
    q, ad = b"\x81\0\0\7", b"\x88\xa8\0\7"
    add("relayed", lambda k: ip4(bootp(k, G, C)), to=b"\xff" * 6)
    add("unicast", lambda k: ip4(bootp(k, G, C)))
    add("relayed@8021q", lambda k: ip4(bootp(k, G, C)), tag=q)
    add("relayed@8021ad", lambda k: ip4(bootp(k, G, C)), tag=ad)
    add("options6", lambda k: ip4(bootp(k, G, C), options=b"\1\1\1\0"))
    add("options15", lambda k: ip4(bootp(k, G, C), options=b"\1" * 39 + b"\0"))
    add("fragment", lambda k: ip4(bootp(k, G, C), more=96))
    add("routed", lambda k: ip4(bootp(k, Z, C)))
    add("routed@8021q", lambda k: ip4(bootp(k, Z, C)), tag=q)
    add("reply", lambda k: ip4(bootp(k, G, C, op=2)))
    add("long-address", lambda k: ip4(bootp(k, G, C, hlen=16)))
    add("other-client", lambda k: ip4(bootp(k, G, C2)))
    add("other-client-routed", lambda k: ip4(bootp(k, Z, C2)))
    add("other-relay", lambda k: ip4(bootp(k, G2, C)))
    add("other-router", lambda k: ip4(bootp(k, G, C)), source=R2)
    add("other-router-routed", lambda k: ip4(bootp(k, Z, C)), source=R2)
    add("client-itself", lambda k: ip4(bootp(k, Z, C)), source=C)
    add("router-itself", lambda k: ip4(bootp(k, Z, R)))
    add("other-port", lambda k: ip4(bootp(k, G, C), port=68))
    add("arp", lambda k: b"\x08\x06" + bytes.fromhex("0001080006040001") + R + bytes(14) + b"<" + k.encode() + b">")
    add("relayed6", lambda k: ip6(relay(0, L, P, option(9, solicit(k)))))
    add("relayed6@8021q", lambda k: ip6(relay(0, L, P, option(9, solicit(k)))), tag=q)
    add("relayed6-options", lambda k: ip6(relay(0, L, P, option(9, solicit(k))), b"\x11\0\1\4\0\0\0\0"))
    add("nested6", lambda k: ip6(relay(1, L2, P2, option(9, relay(0, L, P, option(9, solicit(k)))))))
    add("nested6-interface", lambda k: ip6(relay(1, L2, P2, option(18, b"eth0") + option(9, relay(0, L, P, option(9, solicit(k)))))))
    add("relay-reply6", lambda k: ip6(relay(0, L, P, option(9, solicit(k)), type=13)))
    add("other-client6", lambda k: ip6(relay(0, L, P2, option(9, solicit(k)))))
    add("other-link6", lambda k: ip6(relay(0, L2, P, option(9, solicit(k)))))
    add("other-router6", lambda k: ip6(relay(0, L, P, option(9, solicit(k)))), source=R2)
    add("outer6", lambda k: ip6(relay(1, L, P, option(9, relay(0, L2, P2, option(9, solicit(k)))))))
    # A SOLICIT that looks like a BOOTREQUEST with the client's addresses where those of DHCPv4 would be.
    add("solicit6", lambda k: ip6((b"\x01\x01\x06\0" + bytes(20) + G + C + b"<" + k.encode() + b">").ljust(60, b"\0")))
    outside = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); outside.bind(("rswire", 0))
    inside.settimeout(10)
    for f in frames.values(): outside.send(f)
    outside.send(b"\xff" * 6 + R2 + b"\x88\xb5" + b"<end>".ljust(60, b"\0"))
    while True:
      data, address = inside.recvfrom(2048)
      if address[2] == socket.PACKET_OUTGOING: continue
      if b"<end>" in data: break
      for kind in frames:
        if b"<" + kind.encode() + b">" in data: print(kind)
    """#
}
