import PacketFilter
import Plans
import TestKit
import Testing
import Wire

/// `--limit-unknown` in the program, by a clock that the test moves.
@Suite struct GateTests {
  /// A program in the kernel, and sources that nobody has heard of.
  private struct Lab {
    var counting: CountingTests.Lab
    private var dice = SplitMix(state: 11)

    init(_ program: XDPProgram = XDPProgram(unknownRate: 1)) throws {
      counting = try CountingTests.Lab(program)
    }

    var objects: XDPObjects { counting.objects }

    mutating func wait(_ microseconds: UInt64) { counting.microseconds += microseconds }

    mutating func passes(_ mac: UInt64) throws -> Bool { try counting.passes(mac) }

    /// Someone new.
    mutating func stranger() -> UInt64 { dice.next() & 0xfcff_ffff_ffff | 1 << 41 }

    /// So many pass of some that are new.
    mutating func strangers(_ count: Int) throws -> Int {
      try (0..<count).count { _ in try passes(stranger()) }
    }

    /// Uses up what first messages may pass now: whoever passes from here on was heard before.
    mutating func crowd() throws {
      _ = try strangers(40)
      #expect(try strangers(20) == 0)
    }
  }

  @Test(arguments: [1, 20, 300, 10_000] as [UInt32])
  func soManyPassAtOnce(rate: UInt32) throws {
    var lab = try Lab(XDPProgram(unknownRate: rate))
    let most = Int(NewcomerLimit(table: .nftables, rate: rate).burst)
    #expect(try lab.strangers(most + 50) == most)
    #expect(lab.objects[.limited] == 50)
    lab.wait(3_000_000)
    #expect(try lab.strangers(most + 50) == min(most, 3 * Int(rate)))
  }

  @Test(arguments: [4, 12, 19] as [UInt64])
  func whoSendsAgainPasses(after seconds: UInt64) throws {
    var lab = try Lab()
    try lab.crowd()
    let waiting = (0..<50).map { _ in lab.stranger() }
    for source in waiting { #expect(try !lab.passes(source)) }
    lab.wait(seconds * 1_000_000)
    try lab.crowd()
    for source in waiting { #expect(try lab.passes(source)) }
  }

  @Test func whoSendsAgainInTheNextGenerationPasses() throws {
    var lab = try Lab()
    try lab.crowd()
    let source = lab.stranger()
    #expect(try !lab.passes(source))
    // The latest of the first generation, and the latest of the second.
    lab.objects[.turned] = lab.counting.microseconds * 1000
    lab.wait(39_999_999)
    try lab.crowd()
    #expect(lab.objects[.generation] == 2)
    #expect(try lab.passes(source))
  }

  @Test func theGenerationBeforeTheLastIsForgotten() throws {
    var lab = try Lab()
    try lab.crowd()
    let (old, first, second) = (lab.stranger(), lab.stranger(), lab.stranger())
    #expect(try !lab.passes(old))
    // The first turns, the second turns again.
    for source in [first, second] {
      lab.wait(21_000_000)
      _ = try lab.passes(source)
    }
    #expect(lab.objects[.generation] == 3)
    try lab.crowd()
    #expect(try !lab.passes(old))
    #expect(try lab.passes(first))
    #expect(try lab.passes(second))
  }

  @Test func aFullGenerationIsFollowedByTheNext() throws {
    var lab = try Lab()
    try lab.crowd()
    let (before, after) = (lab.stranger(), lab.stranger())
    #expect(try !lab.passes(before))
    lab.wait(1_000_000)
    lab.objects[.noted] = 4_999_999
    try lab.crowd()
    #expect(lab.objects[.generation] == 2)
    #expect(lab.objects[.noted] < 100)
    #expect(try !lab.passes(after))
    #expect(try lab.passes(before))
    #expect(try lab.passes(after))
    // One that was begun a moment ago was not filled by anybody: another processor counted on.
    lab.objects[.noted] = 5_000_000
    lab.objects[.turned] = lab.counting.microseconds * 1000 - 1000
    try lab.crowd()
    #expect(lab.objects[.generation] == 2)
    lab.wait(250_000)
    try lab.crowd()
    #expect(lab.objects[.generation] == 3)
  }

  @Test func aTurnThatIsStillToComeIsNoReasonForAnother() throws {
    var lab = try Lab()
    try lab.crowd()
    // Another processor has read a later time.
    lab.objects[.turned] = lab.counting.microseconds * 1000 + 500
    try lab.crowd()
    #expect(lab.objects[.generation] == 1)
  }

  @Test func whoRepeatsEverythingSharesARate() throws {
    var lab = try Lab()
    let some = (0..<1000).map { _ in lab.stranger() }
    for source in some { _ = try lab.passes(source) }
    #expect(try some.count { try lab.passes($0) } == 100)
  }

  @Test func theServedPassUntilTheirTimeIsOver() throws {
    var lab = try Lab()
    let client: UInt64 = 9 << 8
    try lab.objects.know(
      [KnownClient(mac: MACAddress(bits: client), lifetime: .seconds(60))], at: 1_000_000_000_000)
    try lab.crowd()
    #expect(try lab.passes(client))
    lab.wait(59_999_999)
    try lab.crowd()
    #expect(try lab.passes(client))
    lab.wait(1)
    #expect(try !lab.passes(client))
    #expect(lab.objects[.excess] == 0)
  }

  @Test func whoIsKnownGoesFromGateToGateAndIsDroppedWithoutOne() throws {
    let some = (1...UInt64(20_000)).map {
      KnownClient(
        mac: MACAddress(bits: $0 << 8), lifetime: $0 % 1000 == 0 ? nil : .seconds(60),
        isExempt: $0 % 1000 == 0)
    }
    let old = try Lab()
    try old.objects.know(some, at: 0)
    try old.objects.know([KnownClient(mac: MACAddress(bits: 1000 << 8))], at: 0)
    for (program, known) in [(XDPProgram(unknownRate: 2), 19_981), (XDPProgram(), 0)] {
      let fresh = try XDPObjects(program)
      try fresh.takeOver(old.objects, at: 0)
      let there = try fresh.knownClients(now: 1)
      #expect(there.count { $0.isExempt } == 20)
      #expect(there.count { !$0.isExempt } == known)
    }
  }

  @Test func whoseTimeIsOverMakesRoom() throws {
    let lab = try Lab()
    func some(_ numbers: ClosedRange<UInt64>, _ lifetime: Duration) -> [KnownClient] {
      numbers.map { KnownClient(mac: MACAddress(bits: $0 << 8), lifetime: lifetime) }
    }
    try lab.objects.know(some(1...131_072, .seconds(60)), at: 0)
    let late = some(200_000...200_001, .seconds(60))
    // All are known still.
    #expect(throws: (any Error).self) { try lab.objects.know(late, at: 59_999_999_999) }
    try lab.objects.know(late, at: 60_000_000_000)
    #expect(try lab.objects.knownClients(now: 60_000_000_000).count == 2)
    // A listing takes nobody out.
    #expect(try lab.objects.knownClients(now: .max - 1).isEmpty)
    #expect(try lab.objects.knownClients(now: 60_000_000_000).count == 2)
    try lab.objects.forgetThePast(now: 120_000_000_000)
    #expect(try lab.objects.knownClients(now: 60_000_000_000).isEmpty)
  }

  @Test func theExemptPassAtARateOfTheirOwn() throws {
    var lab = try Lab()
    let some = (1...UInt64(6)).map { KnownClient(mac: MACAddress(bits: $0 << 8), isExempt: true) }
    try lab.objects.know(some, at: 0)
    var passed = 0
    for _ in 0..<7000 where try lab.passes(1 << 8) { passed += 1 }
    #expect(passed == NewcomerLimit.sourceBurst)
    for source in 2...UInt64(6) {
      for _ in 0..<7000 where try lab.passes(source << 8) { passed += 1 }
    }
    #expect(passed == NewcomerLimit.exemptBurst)
    #expect(lab.objects[.excess] == UInt64(6 * 7000 - NewcomerLimit.exemptBurst))
    #expect(lab.objects[.limited] == 0)
    try lab.objects.forget([some[0]])
    #expect(try lab.objects.knownClients(now: 0) == Array(some[1...]))
  }

  @Test(arguments: [true, false])
  func dhcpv6AndWhatHidesIsLimitedAlike(isHidden: Bool) throws {
    var lab = try Lab()
    func passes(_ mac: UInt64) throws -> Bool {
      var frame = DHCPv6Frame(source: MACAddress(bits: mac))
      if isHidden { frame.tags = (1...17).map { _ in DHCPv4Frame.Tag(0) } }
      return try lab.counting.passes(frame.bytes)
    }
    for _ in 0..<20 { #expect(try passes(lab.stranger())) }
    let client = lab.stranger()
    #expect(try !passes(client))
    #expect(try passes(client))
    #expect(lab.objects[.beyond] == (isHidden ? 22 : 0))
    // Nobody's, and this host's own.
    #expect(try !passes(0))
    #expect(lab.objects[.nobody] == 1)
  }

  /// As many a second as a sender of a gigabit can; docs/guard.md has what five million come to.
  @Test func aMillionSourcesASecondAreTold() throws {
    var lab = try Lab()
    try lab.crowd()
    let client: UInt64 = 0x02_0000_0000_42
    #expect(try !lab.passes(client))
    var frame = CountingTests.Lab.frame(0, 1)
    var passed = 0
    for _ in 0..<200_000 {
      lab.wait(1)
      let mac = lab.stranger()
      for octet in 0..<6 { frame[6 + octet] = UInt8(truncatingIfNeeded: mac >> UInt64(40 - 8 * octet)) }
      if try lab.counting.passes(frame) { passed += 1 }
    }
    #expect(passed < 5)
    lab.wait(3_000_000)
    try lab.crowd()
    #expect(try lab.passes(client))
  }
}
