import Testing
import Wire

@testable import Capture

@Suite struct SavedPcapngTests {
  private static let moment: UInt64 = 1_795_431_970_492_008

  private static func small(isBig: Bool) -> [UInt8] {
    var file = CaptureBytes(isBig: isBig)
    file.section()
    file.block(5) { $0.bytes += [1, 2, 3] }  // Interface Statistics, before any interface
    file.interface()
    file.enhanced(0, moment, [1, 2, 3, 4, 5], length: 342)
    file.interface(link: 276, options: [(2, Array("eth0".utf8)), (9, [9]), (1, [33])])
    file.enhanced(1, moment * 1000 + 7, [9, 9])
    file.block(0x8000_0bad) { $0.bytes += [UInt8](repeating: 0xff, count: 40) }
    file.obsolete(0, moment + 1, [4])
    file.simple([5, 5, 5])
    return file.bytes
  }

  private static let frames = [
    Lent(bytes: [1, 2, 3, 4, 5], nanoseconds: 1_795_431_970_492_008_000),
    Lent(bytes: [9, 9], link: .linuxCooked2, nanoseconds: 1_795_431_970_492_008_007),
    Lent(bytes: [4], nanoseconds: 1_795_431_970_492_009_000),
    Lent(bytes: [5, 5, 5], nanoseconds: 1_795_431_970_492_009_000),
  ]

  @Test(
    "a pcapng file reads the same in both byte orders, whatever block its frames are in",
    arguments: [false, true])
  func orders(isBig: Bool) throws {
    let outcome = try Outcome(Self.small(isBig: isBig))
    #expect(outcome.error == nil)
    #expect(outcome.frames == Self.frames)
    #expect(outcome.untimed == 1)
  }

  @Test("sections of different byte orders and interfaces follow each other")
  func sections() throws {
    let outcome = try Outcome(Self.small(isBig: true) + Self.small(isBig: false) + Self.small(isBig: true))
    #expect(outcome.error == nil)
    #expect(outcome.frames == Self.frames + Self.frames + Self.frames)
  }

  @Test(
    "every shorter prefix delivers its whole frames, then says what is cut off", arguments: [false, true])
  func prefixes(isBig: Bool) throws {
    let file = Self.small(isBig: isBig)
    var ends = [0]
    while let end = ends.last, end < file.count {
      let length = file[(end + 4)..<(end + 8)]
      ends.append(end + (isBig ? Array(length) : length.reversed()).reduce(0) { $0 << 8 | Int($1) })
    }
    #expect(ends.count == 10 && ends.last == file.count)
    let frameEnds = [4, 6, 8, 9].map { ends[$0] }
    for count in 1..<file.count {
      let outcome = try Outcome(Array(file.prefix(count)))
      #expect(outcome.frames == Array(Self.frames.prefix(frameEnds.filter { $0 <= count }.count)))
      #expect((outcome.error == nil) == ends.contains(count), "\(count)")
      #expect(outcome.error?.kind ?? .badData == .badData)
    }
  }

  @Test("a block cut off is named, with how much of it is there")
  func cutOff() throws {
    let outcome = try Outcome(Array(Self.small(isBig: false).dropLast(7)))
    #expect(
      outcome.error?.reason == "block 9 is cut off after 13 of 20 bytes"
        && outcome.error?.advice
          == "the capture was not closed properly: the 3 frames before it were counted"
    )
    var skipped = CaptureBytes()
    skipped.section()
    for number in [0xbad, 0xffff_fffc, 1, 2] as [UInt32] { skipped.add(number) }
    #expect(try Outcome(skipped.bytes).error?.reason == "block 2 is cut off after 16 of 4294967292 bytes")
  }

  @Test("an unknown block longer than the buffer is gone past")
  func longUnknown() throws {
    var file = CaptureBytes()
    file.section()
    file.interface()
    file.block(0xbad) { $0.bytes += [UInt8](repeating: 6, count: 3_000_001) }
    file.enhanced(0, 1, [8])
    let outcome = try Outcome(file.bytes)
    #expect(outcome.error == nil)
    #expect(outcome.frames.map(\.bytes) == [[8]])
  }

  @Test("a simple packet block holds no more than its interface captures")
  func simple() throws {
    var file = CaptureBytes()
    file.section()
    file.interface(snapshot: 5)
    file.simple([1, 2, 3, 4, 5], length: 300)
    file.simple([1, 2])
    #expect(try Outcome(file.bytes).frames.map(\.bytes) == [[1, 2, 3, 4, 5], [1, 2]])
  }

  @Test("a broken option list leaves the interface with the defaults")
  func brokenOptions() throws {
    for options in [[(2, []), (9, [9, 9])], [(0, []), (9, [0])]] as [[(UInt16, [UInt8])]] {
      var file = CaptureBytes()
      file.section()
      file.interface(options: options)
      file.enhanced(0, 5, [1])
      #expect(try Outcome(file.bytes).frames.map(\.nanoseconds) == [5000])
    }
    var overlong = CaptureBytes()
    overlong.section()
    overlong.block(1) { for number in [1, 0, 0xffff_0009] as [UInt32] { $0.add(number) } }
    overlong.enhanced(0, 5, [1])
    #expect(try Outcome(overlong.bytes).frames.map(\.nanoseconds) == [5000])
  }

  @Test(
    "frames of a link type that is not read are counted and left out; a file that describes no other is an error"
  )
  func refused() throws {
    var file = CaptureBytes()
    file.section()
    file.interface(link: 101)
    #expect(try Outcome(file.bytes).error?.reason == "link type 101 (RAW) has no Ethernet source addresses")
    file.interface()
    file.enhanced(1, 5, [1])
    #expect(try Outcome(file.bytes).error == nil)
    file.enhanced(0, 5, [1])
    file.enhanced(1, 6, [2])
    let outcome = try Outcome(file.bytes)
    #expect(outcome.error == nil && outcome.frames.map(\.bytes) == [[1], [2]])
    #expect(outcome.unread == ["1 of 101 (RAW)"])
    #expect(outcome.origins.map(\.interface) == [1, 1])
    #expect(outcome.origins.allSatisfy { $0.isOneOfSeveral && !$0.isCut })
  }

  @Test("lengths that cannot be are damage, not an allocation")
  func insane() throws {
    func error(_ fill: (inout CaptureBytes) -> Void) throws -> String? {
      var file = CaptureBytes()
      file.section()
      file.interface()
      fill(&file)
      file.bytes += [UInt8](repeating: 0, count: 64)
      return try Outcome(file.bytes).error?.reason
    }
    for length in [0, 8, 28, 33, 0xffff_fffc] as [UInt32] {
      let reason = try error { for number in [6, length, 0] { $0.add(number) } }
      #expect(reason == "block 3 of type 6 claims a length of \(length) bytes")
    }
    #expect(
      try error { for number in [0xbad, 12, 16] as [UInt32] { $0.add(number) } }
        == "block 3 has the length 12 at its head and another at its end")
    #expect(
      try error { for number in [6, 36, 0, 0, 1, 5, 5, 0, 36] as [UInt32] { $0.add(number) } }
        == "block 3 claims 5 captured bytes, of at most 4")
    #expect(try error { $0.enhanced(1, 0, []) } == "block 3 names interface 1, of 1 described")
    #expect(
      try error { $0.section(major: 2) } == "block 3 begins a section of an unknown byte order or version")
  }

  @Test("a file of interface descriptions without end is given up")
  func tooManyInterfaces() throws {
    var file = CaptureBytes()
    file.section()
    var one = CaptureBytes()
    one.interface()
    for _ in 0..<65_537 { file.bytes += one.bytes }
    #expect(try Outcome(file.bytes).error?.reason == "block 65538 describes one interface too many")
  }
}
