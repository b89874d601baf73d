/// From the Ethernet header to UDP's ports, as `Wire` reads them.
extension XDPWriter {
  /// Any number of VLAN tags, as Linux takes off any number of priority tags.
  mutating func tags() {
    remark("tags")
    add(.set(.r7, 14))
    for depth in 0...Self.mostTags {
      let tagged = depth == Self.mostTags ? "beyond" : "tag_\(depth)"
      add(
        .branch(tagged, .r9, .equal, 0x8100), .branch(tagged, .r9, .equal, 0x88a8),
        .branch("untagged", .r9, .differs, 0x9100))
      guard depth < Self.mostTags else { break }
      add(.label(tagged))
      read(4, else: "pass")
      half(.r9, 2)
      add(.add(.r7, 4))
    }
    add(.goto("beyond"), .label("untagged"))
  }

  /// 802.2 LLC with SNAP (RFC 1042, IEEE 802.1H) behind a length.
  mutating func snap() {
    add(
      .branch("ether", .r9, .above, 1500), .set(.r1, .r7), .add(.r1, .r9),
      .branch("whole", .r1, .atLeast, .r8), .set(.r8, .r1), .label("whole"))
    require(8, else: "pass")
    read(8, else: "pass")
    word(.r1, 0)
    add(.constant(.r2, 0xaaaa_0300), .branch("pass", .r1, .differs, .r2))
    octet(.r1, 4)
    add(.branch("pass", .r1, .differs, 0))
    octet(.r1, 5)
    add(.branch("snap", .r1, .equal, 0), .branch("pass", .r1, .differs, 0xf8), .label("snap"))
    half(.r9, 6)
    add(
      .add(.r7, 8), .label("ether"), .branch("ipv4", .r9, .equal, 0x0800),
      .branch("pass", .r9, .differs, 0x86dd), .goto("ipv6"))
  }

  mutating func ipv4() {
    remark("IPv4 (RFC 791)")
    add(.label("ipv4"))
    require(20, else: "pass")
    read(20, else: "pass")
    octet(.r3, 0)
    add(
      .set(.r2, .r3), .shiftRight(.r2, 4), .branch("pass", .r2, .differs, 4), .and(.r3, 15),
      .shiftLeft(.r3, 2), .branch("pass", .r3, .below, 20))
    octet(.r2, 9)
    add(.branch("pass", .r2, .differs, 17))
    half(.r2, 6)
    add(
      .and(.r2, 0x1fff), .branch("pass", .r2, .differs, 0), .set(.r1, .r7), .add(.r1, .r3),
      .branch("pass", .r1, .above, .r8))
    half(.r2, 2)
    add(
      .branch("long4", .r2, .below, .r3), .add(.r2, .r7), .branch("long4", .r2, .atLeast, .r8),
      .set(.r8, .r2), .label("long4"), .set(.r7, .r1))
    octet(.r1, 8)
    keep(.r1, in: Slot.hops)
    word(.r1, 12)
    keep(.r1, in: Slot.origin)
    half(.r1, 4)
    half(.r2, 10)
    add(.shiftLeft(.r1, 16), .or(.r1, .r2))
    keep(.r1, in: Slot.print)
    add(.set(.r9, 4), .goto("udp"))
  }

  mutating func ipv6() {
    remark("IPv6 (RFC 8200)")
    add(.label("ipv6"))
    require(40, else: "pass")
    read(12, else: "pass")
    octet(.r1, 0)
    add(.shiftRight(.r1, 4), .branch("pass", .r1, .differs, 6))
    octet(.r1, 7)
    keep(.r1, in: Slot.hops)
    remark("a source that routers pass on")
    half(.r1, 8)
    add(
      .branch("local", .r1, .equal, 0), .and(.r1, 0xffc0), .branch("local", .r1, .equal, 0xfe80))
    keep(1, in: Slot.origin)
    add(.label("local"))
    half(.r2, 4)
    word(.r1, 0)
    add(.and(.r1, 0xfffff), .set(.r3, .r2), .shiftLeft(.r3, 32), .or(.r1, .r3))
    keep(.r1, in: Slot.print)
    octet(.r9, 6)
    add(
      .add(.r7, 40), .branch("next", .r2, .equal, 0), .add(.r2, .r7), .branch("next", .r2, .atLeast, .r8),
      .set(.r8, .r2))
    add(.label("next"))
    for depth in 0...Self.mostExtensions { extensionHeader(depth) }
    add(.label("upper"), .branch("pass", .r9, .differs, 17), .set(.r9, 6))
  }

  // Each says what is next, and how long it is, in units of eight octets or four.
  private mutating func extensionHeader(_ depth: Int) {
    let isLast = depth == Self.mostExtensions
    for header in Self.extensions.dropLast() {
      add(.branch(isLast ? "beyond" : "header_\(depth)", .r9, .equal, .number(header)))
    }
    add(.branch("upper", .r9, .differs, .number(Self.extensions[Self.extensions.count - 1])))
    guard !isLast else { return add(.goto("beyond")) }
    add(.label("header_\(depth)"))
    require(8, else: "pass")
    read(8, else: "pass")
    add(.branch("fragment_\(depth)", .r9, .equal, 44))
    octet(.r1, 1)
    add(
      .shiftLeft(.r1, 2), .branch("long_\(depth)", .r9, .equal, 51), .shiftLeft(.r1, 1),
      .label("long_\(depth)"), .add(.r1, 8), .goto("step_\(depth)"), .label("fragment_\(depth)"))
    half(.r1, 2)
    add(
      .and(.r1, 0xfff8), .branch("pass", .r1, .differs, 0), .set(.r1, 8), .label("step_\(depth)"))
    octet(.r9, 0)
    add(.add(.r7, .r1), .branch("pass", .r7, .above, .r8))
  }

  /// The destination port says whether it is for a server; then whose it is decides, before what it says.
  mutating func udp() {
    remark("UDP (RFC 768)")
    add(.label("udp"))
    require(4, else: "pass")
    read(4, else: "pass")
    half(.r1, 2)
    add(
      .branch("port6", .r9, .equal, 6), .branch("pass", .r1, .differs, 67), .goto("dhcp"), .label("port6"),
      .branch("pass", .r1, .differs, 547))
    if purpose != .decoding { beyond() }
    add(.label("dhcp"))
    if purpose != .decoding {
      count(.messages)
      clients()
      add(.label("whose"))
      sender()
      remark("what it is nobody knows: whoever does may count it")
      add(.branch("pass", .r9, .equal, 0))
    }
    require(8, else: "odd")
    read(8, else: "odd")
    half(.r1, 4)
    word(.r2, 4)
    keep(.r2, in: Slot.datagram)
    remark("what is left, or what UDP's length says if that is less; a jumbogram says 0 (RFC 2675)")
    add(
      .set(.r2, .r8), .subtract(.r2, .r7), .branch("named", .r9, .differs, 6),
      .branch("named", .r1, .differs, 0), .set(.r1, .r2), .label("named"), .branch("odd", .r1, .below, 8),
      .branch("fits", .r2, .atLeast, .r1), .set(.r1, .r2), .label("fits"), .add(.r7, 8), .set(.r8, .r1),
      .subtract(.r8, 8), .branch("message6", .r9, .equal, 6))
  }

  // Nobody who is blocked or held back hides behind headers. But it is not counted: from afar anybody can send such as comes in
  // with a router's address.
  private mutating func beyond() {
    add(.goto("dhcp"), .label("beyond"))
    remark("too deep to be walked: as DHCP of whoever sends it")
    count(.beyond)
    add(.set(.r9, 0), .goto("whose"))
  }
}
