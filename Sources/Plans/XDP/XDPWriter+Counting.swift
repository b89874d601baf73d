internal import Wire

/// The exact count: the arrivals of each source in a ring, and what the thresholds say of them. `r1` is the message's
/// digest, `r9` the IP version.
extension XDPWriter {
  mutating func counting() {
    guard !program.limits.isEmpty else { return add(.goto("pass")) }
    remark("thresholds")
    keep(.r1, in: Slot.print)
    recall(.r1, from: Slot.source)
    add(.shiftLeft(.r9, 48), .or(.r1, .r9))
    keep(.r1, in: Slot.key)
    look(up: Slot.key, in: .sources)
    add(
      .branch("source", .r0, .differs, 0), .set(.r2, .fp), .add(.r2, .number(Int32(Slot.key))),
      .state(.r3, Int32(XDPState.length)), .map(.r1, .sources), .set(.r4, 1), .call(.mapUpdate))
    look(up: Slot.key, in: .sources)
    add(.branch("pass", .r0, .equal, 0), .label("source"), .set(.r7, .r0))
    recall(.r3, from: Slot.now)
    add(.compute(.divide, .r3, 1000))
    copies()
    arrival()
    judgement()
    trip()
  }

  /// Copies within 0.2 ms of a frame were brought, not sent, and are dropped; those within a second are left to the daemon,
  /// who tells a loop from a flood.
  private mutating func copies() {
    remark("a copy of one of the latest two")
    recall(.r1, from: Slot.print)
    add(
      .branch("message", .r1, .equal, 0), .load(.double, .r2, at: .r7, XDPSource.last), .set(.r4, .r3),
      .subtract(.r4, .r2), .branch("message", .r4, .above, 1_000_000),
      .load(.word, .r2, at: .r7, XDPSource.print), .branch("copy", .r1, .equal, .r2),
      .load(.word, .r2, at: .r7, XDPSource.former), .branch("message", .r1, .differs, .r2), .label("copy"),
      .store(.double, at: .r7, XDPSource.last, .r3), .branch("pass", .r4, .above, 200))
    count(.copies)
    add(.goto("drop"), .label("message"))
  }

  private mutating func arrival() {
    let span = program.limits.map(\.microseconds).max() ?? 1
    count(.counted)
    recall(.r1, from: Slot.print)
    add(
      .load(.word, .r2, at: .r7, XDPSource.print), .store(.word, at: .r7, XDPSource.former, .r2),
      .store(.word, at: .r7, XDPSource.print, .r1))
    remark("after a whole window everything before is too old")
    add(
      .load(.double, .r2, at: .r7, XDPSource.last), .set(.r4, .r3), .subtract(.r4, .r2),
      .branch("young", .r4, .below, .number(span)), .store(.word, at: .r7, XDPSource.count, 0),
      .label("young"), .store(.double, at: .r7, XDPSource.last, .r3), .set(.r9, 1),
      .fetchAdd(.word, .r9, at: .r7, XDPSource.count), .set(.r1, .r9),
      .compute(.modulo, .r1, .number(Int32(program.rings))))
    slots(0..<program.rings)
  }

  // Nothing may be added to a pointer but a number in the program, so each place of the ring has its own instructions,
  // found by halving.
  private mutating func slots(_ range: Range<Int>) {
    guard range.count > 1 else { return slot(range.lowerBound) }
    let middle = (range.lowerBound + range.upperBound) / 2
    let upper = assembly.fresh("slot")
    add(.branch(upper, .r1, .atLeast, .number(Int32(middle))))
    slots(range.lowerBound..<middle)
    add(.label(upper))
    slots(middle..<range.upperBound)
  }

  private static let ages: [Register] = [.r0, .r2, .r4, .r5]

  private mutating func slot(_ slot: Int) {
    func place(_ slot: Int) -> Int16 { XDPSource.ring + 4 * Int16(slot) }
    add(.store(.word, at: .r7, place(slot), .r3))
    for (limit, register) in zip(program.limits, Self.ages) {
      let before = (slot - (limit.count - 1) + 2 * program.rings) % program.rings
      add(.load(.word, register, at: .r7, place(before)))
    }
    add(.goto("judge"))
  }

  /// Each threshold: whether the count-th latest message is younger than the window.
  private mutating func judgement() {
    add(.label("judge"))
    for (place, (limit, register)) in zip(program.limits, Self.ages).enumerated() {
      let next = assembly.fresh("below")
      remark("\(limit.count) in \(limit.window.compact)")
      add(
        .branch(next, .r9, .below, .number(Int32(limit.count - 1))), .set(.r1, .r3),
        .subtract(.r1, .register(register)), .truncate(.r1),
        .branch(next, .r1, .atLeast, .number(limit.microseconds)))
      keep(.number(Int32(place)), in: Slot.limit)
      add(.goto("trip"), .label(next))
    }
    add(.goto("pass"))
  }

  /// Blocks the source, tells of it, and drops the message.
  private mutating func trip() {
    remark("not more than so many in a minute, as sources can be forged")
    add(
      .label("trip"), .state(.r2, XDPState.minute.rawValue), .load(.double, .r1, at: .r2, 0), .set(.r4, .r3),
      .subtract(.r4, .r1), .branch("same_minute", .r4, .below, 60_000_000),
      .store(.double, at: .r2, 0, .r3),
      .store(.double, at: .r2, Int16(XDPState.made.rawValue - XDPState.minute.rawValue), 0),
      .label("same_minute"), .set(.r1, 1),
      .fetchAdd(.double, .r1, at: .r2, Int16(XDPState.made.rawValue - XDPState.minute.rawValue)),
      .branch("block", .r1, .below, .number(Int32(program.pace))))
    count(.braked)
    add(.goto("pass"), .label("block"))
    block()
    report()
    add(.goto("drop"))
  }

  private mutating func block() {
    recall(.r1, from: Slot.now)
    keep(.r1, in: Slot.element + XDPBlock.last)
    add(.constant(.r2, UInt64(max(program.ban.clampedNanoseconds, 1))), .add(.r1, .r2))
    keep(.r1, in: Slot.element + XDPBlock.until)
    keep(1, in: Slot.element + XDPBlock.packets)
    recall(.r1, from: Slot.length)
    keep(.r1, in: Slot.element + XDPBlock.octets)
    remark("block, where there is room, then forget what was counted")
    recall(.r1, from: Slot.source)
    add(.constant(.r2, program.scope.key << 48), .or(.r1, .r2))
    keep(.r1, in: Slot.origin)
    add(
      .set(.r2, .fp), .add(.r2, .number(Int32(Slot.origin))), .set(.r3, .fp),
      .add(.r3, .number(Int32(Slot.element))), .map(.r1, .blocks), .set(.r4, 0), .call(.mapUpdate),
      .branch("put", .r0, .equal, 0))
    count(.braked)
    add(
      .goto("pass"), .label("put"), .set(.r2, .fp), .add(.r2, .number(Int32(Slot.key))), .map(.r1, .sources),
      .call(.mapDelete))
    if program.scope != .dhcp { count(.wide) }
    count(.tripped)
  }

  private mutating func report() {
    add(
      .map(.r1, .reports), .set(.r2, .number(Int32(XDPReport.length))), .set(.r3, 0), .call(.ringReserve),
      .branch("reserved", .r0, .differs, 0))
    count(.unreported)
    add(.goto("drop"), .label("reserved"), .set(.r7, .r0))
    recall(.r1, from: Slot.now)
    add(.store(.double, at: .r7, Int16(XDPReport.moment), .r1))
    recall(.r1, from: Slot.limit)
    add(.store(.double, at: .r7, Int16(XDPReport.limit), .r1))
    recall(.r4, from: Slot.length)
    let room = Int32(XDPReport.room)
    add(
      .store(.double, at: .r7, Int16(XDPReport.frameLength), .r4), .branch("discard", .r4, .below, 14),
      .branch("room", .r4, .below, .number(room + 1)), .set(.r4, .number(room)), .label("room"),
      .set(.r1, .r6), .set(.r2, 0), .set(.r3, .r7), .add(.r3, .number(Int32(XDPReport.frame))),
      .call(.loadFrame), .branch("discard", .r0, .differs, 0), .set(.r1, .r7), .set(.r2, 0),
      .call(.ringSubmit), .goto("drop"), .label("discard"), .set(.r1, .r7), .set(.r2, 0),
      .call(.ringDiscard))
    count(.unreported)
  }
}
