import Testing
import Wire

@testable import Capture

@Suite struct SavedPcapTests {
  private static func small(isBig: Bool = false, magic: UInt32 = 0xa1b2_c3d4) -> [UInt8] {
    var file = CaptureBytes(isBig: isBig)
    file.pcapHeader(magic: magic)
    file.record(1_795_431_970, 492_008, [1, 2, 3, 4, 5], length: 342)
    file.record(4_294_967_295, 999_999, [])
    file.record(1_795_431_971, 0, [9])
    return file.bytes
  }

  @Test(
    "a pcap file reads the same in both byte orders, at micro- and at nanoseconds", arguments: [false, true])
  func orders(isBig: Bool) throws {
    for (magic, unit) in [(0xa1b2_c3d4, 1000), (0xa1b2_3c4d, 1)] as [(UInt32, Int64)] {
      let outcome = try Outcome(Self.small(isBig: isBig, magic: magic))
      #expect(outcome.error == nil)
      #expect(
        outcome.frames == [
          Lent(bytes: [1, 2, 3, 4, 5], nanoseconds: 1_795_431_970_000_000_000 + 492_008 * unit),
          Lent(bytes: [], nanoseconds: 4_294_967_295_000_000_000 + 999_999 * unit),
          Lent(bytes: [9], nanoseconds: 1_795_431_971_000_000_000),
        ])
    }
  }

  @Test("every shorter prefix delivers its whole records, then says what is cut off")
  func prefixes() throws {
    let file = Self.small()
    let ends = [24, 45, 61, 78]
    for count in 0..<file.count {
      let outcome = try Outcome(Array(file.prefix(count)))
      #expect(outcome.frames.count == max(0, ends.filter { $0 <= count }.count - 1))
      #expect((outcome.error == nil) == ends.contains(count), "\(count)")
      #expect(outcome.error?.kind ?? .badData == .badData)
    }
    #expect(try Outcome(file).error == nil)
  }

  @Test("a record cut off is named, with how much of it is there and what was counted before it")
  func cutOff() throws {
    var file = CaptureBytes()
    file.pcapHeader()
    for _ in 0..<16 { file.record(1, 1, [1]) }
    file.record(1, 1, [UInt8](repeating: 7, count: 326))
    let reason = "record 17 is cut off after 60 of 342 bytes"
    let advice = "the capture was not closed properly: the 16 frames before it were counted"
    let outcome = try Outcome(Array(file.bytes.dropLast(282)))
    #expect(outcome.error?.reason == reason)
    #expect(outcome.error?.advice == advice)
    #expect(outcome.error?.description.hasSuffix(".pcap: \(reason); \(advice)") == true)
    let header = try Outcome(Array(file.bytes.dropLast(340)))
    #expect(header.error?.reason == "the header of record 17 is cut off after 2 of 16 bytes")
  }

  @Test("records that straddle the chunks are lent whole", arguments: [1, 1514, 65_537, 262_144])
  func chunks(size: Int) throws {
    var file = CaptureBytes()
    file.pcapHeader()
    let count = max(9, 3_000_000 / (size + 16) % 5000)
    for index in 0..<count {
      file.record(UInt32(index), 0, [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: size))
    }
    let outcome = try Outcome(file.bytes)
    #expect(outcome.error == nil)
    #expect(outcome.frames.count == count)
    for (index, frame) in outcome.frames.enumerated() {
      #expect(frame.nanoseconds == Int64(index) * 1_000_000_000 && frame.bytes.count == size)
      #expect(frame.bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: index) })
    }
  }

  @Test("a record that claims more than any frame has is damage, not an allocation")
  func insane() throws {
    for claim in [262_145, 0x7fff_ffff, 0xffff_ffff] as [UInt32] {
      var file = CaptureBytes()
      file.pcapHeader()
      file.record(1, 1, [1])
      for number in [1, 1, claim, claim] { file.add(number) }
      let error = try Outcome(file.bytes).error
      #expect(error?.reason == "record 2 claims \(claim) captured bytes, of at most 262144")
      #expect(error?.advice == "the capture is damaged: the 1 frame before it was counted")
    }
  }

  @Test("cooked captures are lent as such; the upper bits of the link type do not matter")
  func links() throws {
    for (link, expected) in [
      (113, .linuxCooked), (276, .linuxCooked2), (1, .ethernet), (0x5000_0001, .ethernet),
      (105, .wifi), (127, .radiotap), (192, .perPacketInformation), (258, .pktap), (281, .switchBroadcom),
      (282, .switchBroadcomPrepended), (284, .switchMarvell), (285, .switchMarvellTyped),
    ] as [(UInt32, LinkType)] {
      var file = CaptureBytes()
      file.pcapHeader(link: link)
      file.record(1, 1, [1])
      #expect(try Outcome(file.bytes).frames.map(\.link) == [expected])
    }
  }

  @Test(
    "a link type without Ethernet source addresses is refused by number and name",
    arguments: [
      (101, "101 (RAW)"), (9, "9 (PPP)"), (108, "108 (LOOP)"), (228, "228 (IPV4)"),
    ])
  func refused(link: UInt32, text: String) throws {
    var file = CaptureBytes()
    file.pcapHeader(link: link)
    let error = try Outcome(file.bytes).error
    #expect(error?.kind == .badData)
    #expect(error?.reason == "link type \(text) has no Ethernet source addresses")
  }

  @Test(
    "another link type that is not read is refused as that, not as one without addresses",
    arguments: [
      (119, "119 (PRISM_HEADER)"), (65_537, "65537"), (0x3ff_ffff, "67108863"),
    ])
  func unread(link: UInt32, text: String) throws {
    var file = CaptureBytes()
    file.pcapHeader(link: link)
    let error = try Outcome(file.bytes).error
    #expect(error?.kind == .badData)
    #expect(error?.reason == "link type \(text) is not read")
    #expect(error?.advice.contains("tcpdump -i any") == true)
  }

  @Test("what is no capture is told apart: empty, short, text, compressed, an old version")
  func strangers() throws {
    var old = CaptureBytes()
    old.pcapHeader(version: (2, 3))
    for (bytes, reason) in [
      ([], "the file is empty"),
      ([0xd4, 0xc3], "not a pcap or pcapng capture"),
      (Array("Nov 23 dhcpd: DHCPDISCOVER from".utf8), "not a pcap or pcapng capture"),
      ([0x1f, 0x8b, 8, 0, 0], "it is compressed"),
      ([0x28, 0xb5, 0x2f, 0xfd], "it is compressed"),
      ([0xd4, 0xc3, 0xb2, 0xa1, 2], "the file header is cut off after 5 of 24 bytes"),
      (old.bytes, "version 2.3 of the pcap format cannot be read, only 2.4"),
    ] as [([UInt8], String)] {
      let outcome = try Outcome(bytes)
      #expect(outcome.error?.reason == reason)
      #expect(outcome.error?.kind == .badData)
    }
    #expect(try Outcome([0x1f, 0x8b, 8, 0]).error?.advice == "pipe it through `gzip -dc`")
  }

  @Test("a file that cannot be opened or read gives the system's words")
  func unreadable() {
    let missing = Outcome(path: "/nonexistent/x.pcap").error
    #expect(missing?.kind == .missing)
    #expect(missing?.description == "open /nonexistent/x.pcap: No such file or directory")
    let folder = Outcome(path: "/").error
    #expect(folder?.kind == .inputOutput)
    #expect(folder?.description == "read /: Is a directory")
    let forged = Outcome(path: "/nonexistent/\u{1b}[2J\nx").error
    #expect(forged?.description.contains { $0.isNewline || $0 == "\u{1b}" } == false)
  }
}
