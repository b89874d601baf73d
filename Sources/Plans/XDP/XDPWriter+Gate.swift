internal import Wire

/// `--limit-unknown`: who is not known shares a rate, until it sends again.
///
/// Whoever was heard is kept in a Bloom filter of two generations, in words that each say whose generation they are of:
/// nobody has to empty it. In a word eight bits are the generation, 56 are for sources, of which each has three in four
/// words. Five million sources fill a generation; then, or after `NewcomerLimit.patience`, it is followed by the next. So
/// one that was heard is known again for 5 s at least where a million new ones come in a second.
extension XDPWriter {
  /// The sources that are noted in a generation. With as many in both 1 in 37,000 looks as if it had been heard.
  static let generation: Int32 = 5_000_000
  /// As many cannot come in less: a full generation that is younger was begun by another processor a moment ago.
  private static let shortest: Duration = .milliseconds(250)
  private static let words = 4
  private static let bits = 3

  /// What an address in map `named` at `r0` may do, `r1` its roles: pass as one that is exempt, or go on as one that is known.
  mutating func admitNamed() {
    add(.set(.r2, .r1), .and(.r2, .number(Int32(XDPNamed.exempt))), .branch("known", .r2, .equal, 0))
    remark("it is exempt")
    spendOwn()
    add(.state(.r1, XDPState.exempt.rawValue))
    spend(at: .r1, 0, rate: NewcomerLimit.exemptRate, burst: NewcomerLimit.exemptBurst, else: "excess")
    add(
      .goto("pass"), .label("known"), .and(.r1, .number(Int32(XDPNamed.known))),
      .branch("unnamed", .r1, .equal, 0))
    remark("it was served")
    add(.load(.double, .r1, at: .r0, XDPNamed.until))
    recall(.r2, from: Slot.now)
    add(.branch("unnamed", .r2, .atLeast, .r1))
    spendOwn()
    add(.goto("admitted"), .label("excess"))
    count(.excess)
    add(.goto("drop"))
  }

  /// Who is not known: passes as long as few come, or as one that sends again.
  mutating func admitUnknown(rate: UInt32) {
    let limit = NewcomerLimit(table: .nftables, rate: rate)
    remark("nobody knows it: was it heard before?")
    turnWhenOld()
    recall(.r1, from: Slot.source)
    mix(0x9e37_79b9_7f4a_7c15, 32)
    mix(0xbf58_476d_1ce4_e5b9, 29)
    keep(.r1, in: Slot.places)
    mix(0x94d0_49bb_1331_11eb, 32)
    keep(.r1, in: Slot.bits)
    add(.state(.r1, XDPState.generation.rawValue), .load(.double, .r1, at: .r1, 0))
    keep(.r1, in: Slot.generation)
    keep(0, in: Slot.missing)
    for word in 0..<Self.words { look(atWord: word) }
    recall(.r1, from: Slot.missing)
    add(.branch("again", .r1, .differs, 3))
    remark("not yet")
    noted()
    add(.state(.r1, XDPState.first.rawValue))
    spend(at: .r1, 0, rate: limit.rate, burst: limit.burst, else: "limited")
    add(.goto("admitted"), .label("again"))
    remark("it was, in this generation or the one before")
    recall(.r1, from: Slot.missing)
    add(.and(.r1, 1), .branch("noted", .r1, .equal, 0))
    noted()
    add(.label("noted"), .state(.r1, XDPState.returning.rawValue))
    spend(at: .r1, 0, rate: limit.returningRate, burst: limit.returningRate, else: "limited")
    add(.goto("admitted"), .label("limited"))
    count(.limited)
    add(.goto("drop"), .label("admitted"))
  }

  // Of the allowance of the address at `r0`.
  private mutating func spendOwn() {
    spend(
      at: .r0, XDPNamed.allowance, rate: NewcomerLimit.sourceRate, burst: NewcomerLimit.sourceBurst,
      else: "excess")
  }

  private mutating func mix(_ factor: UInt64, _ shift: Int32) {
    add(
      .constant(.r2, factor), .compute(.multiply, .r1, .r2), .set(.r3, .r1), .shiftRight(.r3, shift),
      .xor(.r1, .r3))
  }

  /// Takes a message from an allowance, which is until when it is used up, or goes on at a label. `r2` to `r4` are lost.
  private mutating func spend(
    at register: Register, _ place: Int16, rate: UInt32, burst: UInt32, else label: String
  ) {
    let price = UInt64(1_000_000_000 / rate)
    let whole = assembly.fresh("spend")
    recall(.r3, from: Slot.now)
    add(
      .load(.double, .r2, at: register, place), .branch(whole, .r2, .atLeast, .r3),
      .store(.double, at: register, place, .r3), .set(.r2, .r3), .label(whole),
      .constant(.r4, price * UInt64(burst - 1)), .add(.r3, .r4), .branch(label, .r2, .above, .r3),
      .set(.r2, .number(Int32(price))), .fetchAdd(.double, .r2, at: register, place))
  }

  private mutating func turnWhenOld() {
    readTurned()
    turn(after: NewcomerLimit.patience, else: "same")
    add(.label("same"))
  }

  /// One more is noted in this generation; the next begins when it is full.
  private mutating func noted() {
    let next = assembly.fresh("same")
    readTurned()
    add(
      .set(.r4, 1), .fetchAdd(.double, .r4, at: .r2, Self.fromTurned(.noted)),
      .branch(next, .r4, .below, .number(Self.generation)))
    turn(after: Self.shortest, else: next)
    add(.label(next))
  }

  // `r1` is when this generation began, `r2` where that is kept.
  private mutating func readTurned() {
    add(.state(.r2, XDPState.turned.rawValue), .load(.double, .r1, at: .r2, 0))
  }

  /// Begins the next generation when this one is so old. Of processors that come to that at once the first does it: the
  /// others find another time than they have read, or one that for them is still to come.
  private mutating func turn(after age: Duration, else next: String) {
    recall(.r3, from: Slot.now)
    add(
      .branch(next, .r1, .atLeast, .r3), .set(.r4, .r3), .subtract(.r4, .r1),
      .constant(.r5, UInt64(age.clampedNanoseconds)), .branch(next, .r4, .below, .r5),
      .exchange(.double, .r3, at: .r2, 0), .branch(next, .r3, .differs, .r1),
      .store(.double, at: .r2, Self.fromTurned(.noted), 0), .set(.r1, 1),
      .fetchAdd(.double, .r1, at: .r2, Self.fromTurned(.generation)))
  }

  private static func fromTurned(_ field: XDPState) -> Int16 {
    Int16(field.rawValue - XDPState.turned.rawValue)
  }

  /// Notes it in this generation, and says in `missing` in which it was not: bit 0 this one, bit 1 the one before.
  private mutating func look(atWord word: Int) {
    let (even, other, valid, next) = ("even_\(word)", "unheard_\(word)", "of_now_\(word)", "word_\(word)")
    recall(.r1, from: Slot.places)
    let width = XDPMap.heardBits
    add(
      .shiftRight(.r1, Int32((64 - width) / (Self.words - 1) * word)),
      .and(.r1, .number(1 << Int32(width) - 1)))
    remark("the same in both halves, so that either is the key")
    add(.set(.r2, .r1), .shiftLeft(.r2, 32), .or(.r1, .r2))
    keep(.r1, in: Slot.key)
    look(up: Slot.key, in: .heard)
    add(.branch("limited", .r0, .equal, 0))
    recall(.r1, from: Slot.bits)
    add(.shiftRight(.r1, Int32(16 * word)), .set(.r4, 0))
    for bit in 0..<Self.bits {
      if bit > 0 { add(.shiftRight(.r1, 5)) }
      add(.set(.r2, .r1), .and(.r2, 63), .compute(.multiply, .r2, 7), .shiftRight(.r2, 3), .add(.r2, 8))
      add(.set(.r3, 1), .compute(.shiftLeft, .r3, .r2), .or(.r4, .r3))
    }
    recall(.r5, from: Slot.generation)
    add(
      .load(.double, .r2, at: .r0, 0), .load(.double, .r3, at: .r0, 8), .set(.r1, .r5), .and(.r1, 1),
      .branch(even, .r1, .equal, 0), .set(.r1, .r2), .set(.r2, .r3), .set(.r3, .r1), .label(even))
    remark("the generation before")
    add(.set(.r1, .r5), .subtract(.r1, 1), .xor(.r1, .r3), .and(.r1, 255), .branch(other, .r1, .differs, 0))
    add(.and(.r3, .r4), .branch("before_\(word)", .r3, .equal, .r4), .label(other))
    miss(2)
    add(.label("before_\(word)"))
    remark("this one; a word of another is empty")
    add(
      .set(.r3, .r5), .and(.r3, 255), .set(.r1, .r2), .and(.r1, 255), .branch(valid, .r1, .equal, .r3),
      .set(.r2, .r3), .label(valid), .set(.r1, .r2), .and(.r1, .r4), .branch(next, .r1, .equal, .r4))
    miss(1)
    add(
      .or(.r2, .r4), .and(.r5, 1), .branch("odd_\(word)", .r5, .differs, 0),
      .store(.double, at: .r0, 0, .r2), .goto(next), .label("odd_\(word)"),
      .store(.double, at: .r0, 8, .r2), .label(next))
  }

  private mutating func miss(_ bit: Int32) {
    recall(.r1, from: Slot.missing)
    add(.or(.r1, .number(bit)))
    keep(.r1, in: Slot.missing)
  }
}
