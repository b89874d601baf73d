/// What is not DHCP, nearly every frame, goes by in a few instructions that look at the frame where it is.
extension XDPWriter {
  mutating func fastPath() {
    add(
      .load(.word, .r7, at: .r6, 0), .load(.word, .r8, at: .r6, 4), .set(.r1, .r7), .add(.r1, 14),
      .branch("pass", .r1, .above, .r8))
    if purpose != .decoding {
      remark("somebody is blocked with more than DHCP")
      add(
        .state(.r1, XDPState.wide.rawValue), .load(.double, .r1, at: .r1, 0),
        .branch("slow", .r1, .differs, 0))
    }
    add(
      .load(.half, .r2, at: .r7, 12), .branch("fast4", .r2, .equal, .network(0x0800)),
      .branch("fast6", .r2, .equal, .network(0x86dd)), .branch("slow", .r2, .equal, .network(0x8100)),
      .branch("slow", .r2, .equal, .network(0x88a8)), .branch("slow", .r2, .equal, .network(0x9100)),
      .swap(.r2, bits: 16), .branch("pass", .r2, .above, 1500), .goto("slow"))

    remark("IPv4 without options: UDP, not a later fragment, to port 67")
    add(
      .label("fast4"), .set(.r1, .r7), .add(.r1, 38), .branch("slow", .r1, .above, .r8),
      .load(.byte, .r1, at: .r7, 14), .branch("slow", .r1, .differs, 0x45),
      .load(.byte, .r1, at: .r7, 23), .branch("pass", .r1, .differs, 17),
      .load(.half, .r1, at: .r7, 20), .and(.r1, .network(0x1fff)), .branch("pass", .r1, .differs, 0),
      .load(.half, .r1, at: .r7, 36), .branch("slow", .r1, .equal, .network(67)), .goto("pass"))

    remark("IPv6: UDP to port 547, or an extension header")
    add(
      .label("fast6"), .set(.r1, .r7), .add(.r1, 58), .branch("slow", .r1, .above, .r8),
      .load(.byte, .r1, at: .r7, 20), .branch("fast6udp", .r1, .equal, 17))
    for header in Self.extensions { add(.branch("slow", .r1, .equal, .number(header))) }
    add(
      .goto("pass"), .label("fast6udp"), .load(.half, .r1, at: .r7, 56),
      .branch("pass", .r1, .differs, .network(547)))
  }

  /// Hop-by-Hop Options, Routing, Fragment, Authentication, Destination Options (RFC 8200 §4, RFC 4302).
  static let extensions: [Int32] = [0, 43, 44, 51, 60]

  /// The frame's length, its source, the time; and whether every frame of the source is dropped, or its 802.3 frames are.
  mutating func begin() {
    add(.label("slow"), .set(.r1, .r6), .call(.frameLength), .set(.r8, .r0), .set(.r7, 0))
    keep(.r8, in: Slot.length)
    read(14, else: "pass")
    half(.r1, 6)
    word(.r2, 8)
    add(.shiftLeft(.r1, 32), .or(.r1, .r2))
    keep(.r1, in: Slot.source)
    for slot in [Slot.key, Slot.print, Slot.origin, Slot.hops, Slot.datagram, Slot.now, Slot.limit] {
      keep(0, in: slot)
    }
    half(.r9, 12)
    remark("only so that whoever finds the program finds its map")
    add(.map(.r1, .remarks))
    guard purpose != .decoding else { return }
    if purpose == .timed {
      add(.state(.r1, XDPState.now.rawValue), .load(.double, .r0, at: .r1, 0))
    } else {
      add(.call(.bootTime))
    }
    keep(.r0, in: Slot.now)
    add(
      .state(.r1, XDPState.wide.rawValue), .load(.double, .r1, at: .r1, 0),
      .branch("narrow", .r1, .equal, 0))
    remark("every frame of it is dropped")
    drop(.all, else: "not_all")
    add(.label("not_all"))
    remark("its 802.3 frames are")
    add(.branch("narrow", .r9, .above, 1500))
    drop(.llc, else: "narrow")
    add(.label("narrow"))
  }

  /// Drops the frame where its source is blocked in that scope; else goes on at a label.
  mutating func drop(_ scope: Scope, else label: String) {
    recall(.r1, from: Slot.source)
    add(.constant(.r2, scope.key << 48), .or(.r1, .r2))
    keep(.r1, in: Slot.key)
    look(up: Slot.key, in: .blocks)
    dropFound(else: label)
  }

  /// Drops the frame where there is a block at `r0` that has not ended.
  mutating func dropFound(else label: String) {
    add(.branch(label, .r0, .equal, 0), .load(.double, .r1, at: .r0, XDPBlock.until))
    recall(.r2, from: Slot.now)
    add(
      .branch(label, .r2, .atLeast, .r1), .store(.double, at: .r0, XDPBlock.last, .r2), .set(.r1, 1),
      .fetchAdd(.double, .r1, at: .r0, XDPBlock.packets))
    recall(.r1, from: Slot.length)
    add(.fetchAdd(.double, .r1, at: .r0, XDPBlock.octets))
    count(.dropped)
    add(.goto("drop"))
  }
}

extension Scope {
  /// What stands above an address in the keys of map `blocks`.
  public var key: UInt64 {
    switch self {
    case .dhcp: 1
    case .all: 2
    case .llc: 3
    }
  }
}
