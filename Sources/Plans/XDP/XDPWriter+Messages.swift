/// From UDP's payload, at `r7` and `r8` octets long, to whether it counts for its source: what relays and routers pass on,
/// and what servers say, does not.
extension XDPWriter {
  /// Who sends: nobody, a blocked source, this host itself, or who is not counted.
  mutating func sender() {
    remark("nobody's address")
    recall(.r1, from: Slot.source)
    add(
      .branch("nobody", .r1, .equal, 0), .set(.r2, .r1), .shiftRight(.r2, 40), .and(.r2, 1),
      .branch("somebody", .r2, .equal, 0), .label("nobody"))
    count(.nobody)
    add(.goto("drop"), .label("somebody"))
    remark("its DHCP is dropped")
    drop(.dhcp, else: "not_blocked")
    add(.label("not_blocked"))
    remark("this host's own address, or one that is never blocked")
    look(up: Slot.source, in: .named)
    add(
      .branch("unnamed", .r0, .equal, 0), .set(.r1, 1),
      .fetchAdd(.double, .r1, at: .r0, XDPNamed.messages), .load(.double, .r1, at: .r0, XDPNamed.roles),
      .set(.r2, .r1), .and(.r2, .number(Int32(XDPNamed.own))), .branch("others", .r2, .equal, 0))
    count(.own)
    add(.goto("drop"), .label("others"))
    if let rate = program.unknownRate {
      admitNamed()
      add(.label("unnamed"))
      admitUnknown(rate: rate)
    } else {
      add(
        .and(.r1, .number(Int32(XDPNamed.exempt))), .branch("pass", .r1, .differs, 0), .label("unnamed"))
    }
    remark("virtual routers share theirs (RFC 5798)")
    recall(.r1, from: Slot.source)
    add(
      .shiftRight(.r1, 8), .branch("pass", .r1, .equal, 0x5e_0001), .branch("pass", .r1, .equal, 0x5e_0002))
  }

  /// DHCPv4 (RFC 2131 §2).
  mutating func message4() {
    remark("DHCPv4")
    add(.branch("odd", .r8, .below, 1))
    read(1, else: "odd")
    octet(.r1, 0)
    add(
      .branch("uncounted", .r1, .equal, 2), .branch("odd", .r8, .below, 28))
    read(4, from: 24, else: "odd")
    word(.r1, 0)
    add(.branch("relayed", .r1, .differs, 0), .branch("odd", .r8, .below, 44))
    read(36, else: "odd")
    remark(
      "a renewal that a router passed on: from ciaddr, for another client, its time to live counted down")
    word(.r1, 12)
    recall(.r2, from: Slot.origin)
    add(.branch("here4", .r1, .equal, 0), .branch("here4", .r1, .differs, .r2))
    octet(.r1, 2)
    add(.branch("here4", .r1, .differs, 6))
    word(.r1, 28)
    half(.r2, 32)
    add(.shiftLeft(.r1, 16), .or(.r1, .r2))
    recall(.r2, from: Slot.source)
    add(.branch("here4", .r1, .equal, .r2))
    countedDown(else: "here4")
    add(.goto("routed"), .label("here4"))
    word(.r1, 4)
    half(.r2, 8)
    recall(.r3, from: Slot.print)
    add(.shiftLeft(.r3, 32), .or(.r1, .r3))
    recall(.r3, from: Slot.datagram)
    add(.shiftLeft(.r3, 16), .or(.r2, .r3), .goto("mix"))
  }

  /// DHCPv6 (RFC 8415 §8, §9).
  mutating func message6() {
    remark("DHCPv6")
    add(.label("message6"), .branch("client6", .r8, .below, 1))
    read(1, else: "odd")
    octet(.r3, 0)
    remark("what servers send")
    for type in Self.servers { add(.branch("uncounted", .r3, .equal, .number(type))) }
    add(
      .branch("client6", .r3, .differs, 12), .branch("relayed", .r8, .atLeast, 34), .label("client6"))
    recall(.r1, from: Slot.origin)
    add(.branch("odd6", .r1, .equal, 0))
    countedDown(else: "odd6")
    add(.goto("routed"), .label("odd6"), .branch("odd", .r8, .below, 4))
    read(4, else: "odd")
    word(.r2, 0)
    add(.and(.r2, 0xff_ffff), .shiftLeft(.r2, 32))
    recall(.r1, from: Slot.datagram)
    add(.or(.r2, .r1))
    recall(.r1, from: Slot.print)
    remark("a digest that copies of a message share; 0 for what cannot be read")
    add(
      .label("mix"), .constant(.r3, 0x9e37_79b9_7f4a_7c15), .compute(.multiply, .r1, .r3), .xor(.r1, .r2),
      .constant(.r3, 0xbf58_476d_1ce4_e5b9), .compute(.multiply, .r1, .r3), .shiftRight(.r1, 32),
      .or(.r1, 1), .goto("direct"), .label("odd"), .set(.r1, 0), .goto("direct"))
    outcomes()
  }

  /// ADVERTISE, REPLY, RECONFIGURE, RELAY-REPL and what came later (RFC 8415 §7.3, RFC 5007, 5460, 6977, 7341, 9686).
  private static let servers: [Int32] = [2, 7, 10, 13, 15, 16, 17, 19, 21, 35]

  /// A time to live that a router or a few counted down, from what hosts begin with.
  private mutating func countedDown(else label: String) {
    let found = assembly.fresh("passed_on")
    recall(.r1, from: Slot.hops)
    for start: Int32 in [64, 128, 255] {
      let next = assembly.fresh("start")
      add(
        .branch(next, .r1, .atLeast, .number(start)), .branch(found, .r1, .atLeast, .number(start - 32)),
        .label(next))
    }
    add(.goto(label), .label(found))
  }

  // What a frame comes to.
  private mutating func outcomes() {
    if purpose == .decoding { add(.label("beyond"), .set(.r0, verdict(.beyond)), .exit) }
    for (label, verdict) in [("relayed", XDPVerdict.relayed), ("routed", .routed)] {
      add(.label(label))
      add(purpose == .decoding ? .set(.r0, self.verdict(verdict)) : .goto("pass"))
      if purpose == .decoding { add(.exit) }
    }
    add(.label("direct"))
    if purpose == .decoding { add(.set(.r0, verdict(.direct)), .exit) }
  }
}
