/// Writes the program, part by part. In all of it `r6` is the context, and behind the fast path `r7` where in the frame we
/// are, `r8` where it ends for now, `r9` the type, then the next header, then the IP version.
///
/// Without CAP_PERFMON the kernel also walks mispredicted paths, which forbids some things that look right: a pointer that
/// may be nil is compared where it was got, nothing is added to a pointer that is not a number in the program, and what is
/// on the stack is written eight octets at a time.
struct XDPWriter {
  let program: XDPProgram
  let purpose: XDPProgram.Purpose
  var assembly = Assembly()

  /// Where things are on the stack.
  enum Slot {
    /// The source, and the same with a scope or an IP version above it: a key.
    static let source: Int16 = -8
    static let key: Int16 = -16
    /// The time in nanoseconds, the frame's octets, the digest of the message.
    static let now: Int16 = -24
    static let length: Int16 = -32
    static let print: Int16 = -40
    /// Of IPv4 the source, of IPv6 whether it has a source that routers pass on; and the time to live.
    static let origin: Int16 = -48
    static let hops: Int16 = -56
    /// Length and checksum of UDP.
    static let datagram: Int16 = -64
    /// Which limit tripped; before that, how many RELAY-FORWs were opened.
    static let limit: Int16 = -72
    /// An element in the making.
    static let element: Int16 = -104
    /// Of the gate, before an element is made: which words, which bits of these, the generation, and in which generation
    /// the source was not heard.
    static let places: Int16 = -104
    static let bits: Int16 = -96
    static let generation: Int16 = -88
    static let missing: Int16 = -80
    /// What was read of the frame.
    static let buffer: Int16 = -144
    /// A key of map `clients`, and where UDP's header was and the packet's end.
    static let client: Int16 = -184
    static let place: Int16 = -192
    static let end: Int16 = -200
  }

  /// How many tags, and how many extension headers, are walked: without loops, which the kernel would also walk beyond
  /// their end.
  static let mostTags = 16
  static let mostExtensions = 16

  init(program: XDPProgram, purpose: XDPProgram.Purpose) {
    (self.program, self.purpose) = (program, purpose)
  }

  mutating func write() {
    add(.set(.r6, .r1))
    fastPath()
    begin()
    tags()
    snap()
    ipv4()
    ipv6()
    udp()
    message4()
    message6()
    if purpose != .decoding { counting() }
    endings()
  }

  mutating func add(_ some: Instruction...) { assembly.add(some) }

  // MARK: - Parts that occur often

  /// Reads octets at `r7` and so many on into the buffer; goes on at a label where the frame has none.
  mutating func read(_ octets: Int32, from plus: Int32 = 0, else label: String) {
    add(.set(.r1, .r6), .set(.r2, .r7))
    if plus != 0 { add(.add(.r2, .number(plus))) }
    add(
      .set(.r3, .fp), .add(.r3, .number(Int32(Slot.buffer))), .set(.r4, .number(octets)), .call(.loadFrame),
      .branch(label, .r0, .differs, 0))
  }

  /// Goes on at a label where less than that is left of what a header promised.
  mutating func require(_ octets: Int32, else label: String) {
    add(.set(.r1, .r7), .add(.r1, .number(octets)), .branch(label, .r1, .above, .r8))
  }

  /// Numbers that were read.
  mutating func octet(_ register: Register, _ at: Int16) {
    add(.load(.byte, register, at: .fp, Slot.buffer + at))
  }
  mutating func half(_ register: Register, _ at: Int16) {
    add(.load(.half, register, at: .fp, Slot.buffer + at), .swap(register, bits: 16))
  }
  mutating func word(_ register: Register, _ at: Int16) {
    add(.load(.word, register, at: .fp, Slot.buffer + at), .swap(register, bits: 32))
  }

  /// Keeps a register on the stack, or a number.
  mutating func keep(_ value: Operand, in slot: Int16) { add(.store(.double, at: .fp, slot, value)) }
  mutating func recall(_ register: Register, from slot: Int16) {
    add(.load(.double, register, at: .fp, slot))
  }

  /// `r0` is the element of a map with the key in a slot, or 0.
  mutating func look(up slot: Int16, in map: XDPMap) {
    add(.set(.r2, .fp), .add(.r2, .number(Int32(slot))), .map(.r1, map), .call(.mapLookup))
  }

  /// Counts one more of something; `r1` and `r2` are lost.
  mutating func count(_ field: XDPState) {
    add(.state(.r2, field.rawValue), .set(.r1, 1), .fetchAdd(.double, .r1, at: .r2, 0))
  }

  mutating func remark(_ words: String) { add(.remark(words)) }

  private mutating func endings() {
    if purpose != .decoding { add(.label("drop"), .set(.r0, 1), .exit) }
    add(.label("uncounted"), .label("pass"), .set(.r0, purpose == .decoding ? verdict(.nothing) : 2), .exit)
  }

  func verdict(_ verdict: XDPVerdict) -> Operand { .number(Int32(verdict.rawValue)) }
}
