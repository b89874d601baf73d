import PacketFilter
import Plans
import TestKit
import Testing
import Wire

/// `--limit-unknown` in the program, by a clock that the test moves.
@Suite struct GateTests {
  private typealias Lab = CountingTests.Lab

  private static func lab(rate: UInt32 = 1) throws -> Lab { try Lab(XDPProgram(unknownRate: rate)) }

  @Test(arguments: [1, 20, 300, 10_000] as [UInt32])
  func soManyPassAtOnce(rate: UInt32) throws {
    var lab = try Self.lab(rate: rate)
    let most = Int(NewcomerLimit(table: .nftables, rate: rate).burst)
    var passed = 0
    for source in 1...UInt64(most + 50) where try lab.passes(source << 8) { passed += 1 }
    #expect(passed == most)
    #expect(lab.objects[.limited] == 50)
    lab.microseconds += 3_000_000
    passed = 0
    for source in 1...UInt64(most + 50) where try lab.passes(1 << 41 | source << 8) { passed += 1 }
    #expect(passed == min(most, 3 * Int(rate)))
  }

  @Test func whoSendsAgainPasses() throws {
    var lab = try Self.lab()
    for source in 1...UInt64(1000) { _ = try lab.passes(source << 8) }
    for after in [4, 12, 19] as [UInt64] {
      lab.microseconds += after * 1_000_000
      for source in after * 10...after * 10 + 9 { #expect(try lab.passes(source << 8)) }
    }
  }

  @Test func theGenerationBeforeTheLastIsForgotten() throws {
    var lab = try Self.lab()
    for source in 1...UInt64(200) { _ = try lab.passes(source << 8) }
    // The first turns, the second turns again.
    for source in [500, 600] as [UInt64] {
      lab.microseconds += 21_000_000
      _ = try lab.passes(source << 8)
    }
    #expect(lab.objects[.generation] == 3)
    for source in 300...UInt64(400) { _ = try lab.passes(source << 8) }
    #expect(try !lab.passes(100 << 8))
    #expect(try lab.passes(500 << 8))
    #expect(try lab.passes(600 << 8))
  }

  @Test func whoRepeatsEverythingSharesARate() throws {
    var lab = try Self.lab()
    for source in 1...UInt64(1000) { _ = try lab.passes(source << 8) }
    var passed = 0
    for source in 1...UInt64(1000) where try lab.passes(source << 8) { passed += 1 }
    #expect(passed == 100)
  }

  @Test func theServedPassUntilTheirTimeIsOver() throws {
    var lab = try Self.lab()
    try lab.objects.know(
      [KnownClient(mac: MACAddress(bits: 9 << 8), lifetime: .seconds(60))], at: 1_000_000_000_000)
    for source in 100...UInt64(200) { _ = try lab.passes(source << 8) }
    #expect(try lab.passes(9 << 8))
    lab.microseconds += 59_999_999
    for source in 300...UInt64(400) { _ = try lab.passes(source << 8) }
    #expect(try lab.passes(9 << 8))
    lab.microseconds += 1
    #expect(try !lab.passes(9 << 8))
  }

  @Test func whoIsKnownGoesFromGateToGateAndIsDroppedWithoutOne() throws {
    let some = (1...UInt64(20_000)).map {
      KnownClient(
        mac: MACAddress(bits: $0 << 8), lifetime: $0 % 1000 == 0 ? nil : .seconds(60),
        isExempt: $0 % 1000 == 0)
    }
    let old = try Self.lab()
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

  @Test func theExemptPassAtARateOfTheirOwn() throws {
    var lab = try Self.lab()
    let some = (1...UInt64(6)).map { KnownClient(mac: MACAddress(bits: $0 << 8), isExempt: true) }
    try lab.objects.know(some, at: 0)
    var passed = 0
    for _ in 0..<7000 where try lab.passes(1 << 8) { passed += 1 }
    #expect(passed == NewcomerLimit.sourceBurst)
    for source in 2...UInt64(6) {
      for _ in 0..<7000 where try lab.passes(source << 8) { passed += 1 }
    }
    #expect(passed == NewcomerLimit.exemptBurst)
  }

  /// As many a second as a sender of a gigabit can; docs/guard.md has what five million come to.
  @Test func aMillionSourcesASecondAreTold() throws {
    var lab = try Self.lab()
    var dice = SplitMix(state: 11)
    var frame = Lab.frame(0, 1)
    func sends(_ mac: UInt64) throws -> Bool {
      for octet in 0..<6 { frame[6 + octet] = UInt8(truncatingIfNeeded: mac >> UInt64(40 - 8 * octet)) }
      return try lab.passes(frame)
    }
    let client: UInt64 = 0x02_0000_0000_42
    for _ in 0..<30 { _ = try sends(dice.next() & 0xfcff_ffff_ffff | 1 << 41) }
    #expect(try !sends(client))
    var passed = 0
    for _ in 0..<200_000 {
      lab.microseconds += 1
      if try sends(dice.next() & 0xfcff_ffff_ffff | 1 << 41) { passed += 1 }
    }
    #expect(passed < 5)
    lab.microseconds += 3_000_000
    #expect(try sends(client))
  }
}
