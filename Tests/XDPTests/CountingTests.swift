import PacketFilter
import Plans
import TestKit
import Testing
import Wire

/// What the program does with messages, by a clock that the test moves.
@Suite struct CountingTests {
  /// A program in the kernel, and the time.
  struct Lab {
    let objects: XDPObjects
    private var serial: UInt32 = 0
    var microseconds: UInt64 = 1_000_000_000

    init(_ program: XDPProgram) throws { objects = try XDPObjects(program, purpose: .timed) }

    /// Whether a DISCOVER of a source passes; each is another, unless it is said to be a copy.
    mutating func passes(_ mac: UInt64, isCopy: Bool = false) throws -> Bool {
      if !isCopy { serial += 1 }
      return try passes(Self.frame(mac, serial))
    }

    static func frame(_ mac: UInt64, _ serial: UInt32) -> [UInt8] {
      DHCPv4Frame(source: MACAddress(bits: mac)) { $0.message.xid = serial }.bytes
    }

    func passes(_ frame: [UInt8]) throws -> Bool {
      objects[.now] = microseconds * 1000
      return try objects.program.run(on: frame).verdict == 2
    }
  }

  @Test func everyCountIsExact() throws {
    for count in [1, 2, 3, 19, 20, 31, 32, 33, 63, 64] {
      var lab = try Lab(XDPProgram(limits: LoadingTests.limits((count, 5))))
      for message in 1...count {
        #expect(try lab.passes(0x02_0000_0000_01) == (message < count), "\(message) of \(count)")
        lab.microseconds += 10
      }
      #expect(try !lab.passes(0x02_0000_0000_01))
      #expect(try lab.passes(0x02_0000_0000_02) == (count > 1))
    }
  }

  /// Arrivals at random times, against a list of all of them.
  @Test func windowsSlideExactly() throws {
    let limits = LoadingTests.limits((5, 1), (7, 2), (9, 4))
    var lab = try Lab(XDPProgram(limits: limits, ban: .milliseconds(1), pace: 1_000_000))
    var dice = SplitMix(state: 7)
    var arrivals: [UInt64] = []
    var cuts = 0
    for _ in 0..<20_000 {
      lab.microseconds += 2000 + dice.next() % 700_000
      arrivals.append(lab.microseconds)
      let trips = limits.contains { limit in
        arrivals.count >= limit.count
          && lab.microseconds - arrivals[arrivals.count - limit.count]
            < UInt64(limit.window / .microseconds(1))
      }
      #expect(try lab.passes(0x02_0000_0000_01) == !trips)
      guard trips else { continue }
      cuts += 1
      arrivals = []
    }
    #expect(cuts > 100)
  }

  @Test func blocksEnd() throws {
    var lab = try Lab(XDPProgram(limits: LoadingTests.limits((2, 5)), ban: .seconds(10)))
    #expect(try lab.passes(1 << 41))
    #expect(try !lab.passes(1 << 41))
    lab.microseconds += 9_999_999
    #expect(try !lab.passes(1 << 41))
    lab.microseconds += 1
    #expect(try lab.passes(1 << 41))
  }

  @Test func copiesAreDroppedAndNotCounted() throws {
    var lab = try Lab(XDPProgram(limits: LoadingTests.limits((3, 5))))
    #expect(try lab.passes(1 << 41))
    for _ in 0..<1000 {
      lab.microseconds += 150
      #expect(try !lab.passes(1 << 41, isCopy: true))
    }
    // What comes later is the daemon's to judge.
    lab.microseconds += 500_000
    #expect(try lab.passes(1 << 41, isCopy: true))
    lab.microseconds += 1_000_001
    #expect(try lab.passes(1 << 41, isCopy: true))
    #expect(try !lab.passes(1 << 41))
    #expect(lab.objects[.copies] == 1000)
  }

  @Test func notMoreThanAllowedAreBlockedInAMinute() throws {
    var lab = try Lab(XDPProgram(limits: LoadingTests.limits((2, 5)), pace: 3))
    for source in 1...5 as ClosedRange<UInt64> {
      #expect(try lab.passes(source << 32))
      #expect(try lab.passes(source << 32) == (source > 3))
    }
    #expect(lab.objects[.braked] == 2)
    lab.microseconds += 60_000_000
    #expect(try lab.passes(9 << 32))
    #expect(try !lab.passes(9 << 32))
  }

  @Test func theReportIsTheFrame() throws {
    var lab = try Lab(XDPProgram(limits: LoadingTests.limits((2, 5))))
    let ring = try BPFRingReader(lab.objects)
    #expect(try lab.passes(1 << 41))
    #expect(ring.records.isEmpty)
    #expect(try !lab.passes(1 << 41))
    let records = ring.records
    #expect(records.count == 1)
    let frame = Lab.frame(1 << 41, 2)
    #expect(records.first.map { Array($0[XDPReport.frame..<XDPReport.frame + frame.count]) } == frame)
    #expect(ring.records.isEmpty)
  }
}
