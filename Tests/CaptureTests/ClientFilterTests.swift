import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct ClientFilterTests {
  static func passes(_ frame: [UInt8]) -> Bool { KernelFilter.passes(frame, ClientFilter.instructions) }

  private static let framings: [DHCPv4Frame] = [
    DHCPv4Frame.Framing.ethernetII(), .snap(), .snap(oui: [0, 0, 0xf8]),
  ].flatMap { framing in
    [0, 1, 2, 3, 4, 5, 40].flatMap { tags in
      ([0x8100, 0x88a8, 0x9100] as [UInt16]).map { type in
        DHCPv4Frame {
          $0.framing = framing
          $0.tags = (0..<tags).map { .init(UInt16($0), type: type) }
        }
      }
    }
  }

  @Test("a message to the server port passes behind SNAP, any number of tags, and IPv4 options")
  func passing() {
    for frame in Self.framings {
      for options in [0, 4, 40] {
        var frame = frame
        frame.ipOptions = [UInt8](repeating: 1, count: options)
        #expect(Self.passes(frame.bytes), "\(frame.framing), \(frame.tags)")
        frame.fragment = 0x2000
        #expect(Self.passes(frame.bytes))
      }
    }
  }

  @Test("other ports, other protocols and later fragments do not pass")
  func refused() {
    for frame in Self.framings where frame.tags.count <= 3 {
      for change in [
        { $0.ports.destination = 68 }, { $0.proto = 6 }, { $0.fragment = 1 }, { $0.fragment = 0x2001 },
      ] as [(inout DHCPv4Frame) -> Void] {
        var frame = frame
        change(&frame)
        #expect(!Self.passes(frame.bytes))
      }
    }
    for framing in [
      .ethernetII(0x0806), .ethernetII(0x86dd), .snap(type: 0x86dd), .snap(llc: [0xaa, 0xaa, 0]),
      .snap(oui: [0, 1, 0]),
      .snap(type: 0x0806), .snap(length: 1501),
    ] as [DHCPv4Frame.Framing] {
      #expect(!Self.passes(DHCPv4Frame { $0.framing = framing }.bytes), "\(framing)")
    }
  }

  @Test("every frame that holds a client's message passes, however cut or garbled")
  func superset() {
    var random = SeededRandom(seed: 1)
    for frame in Self.framings {
      let whole = frame.bytes
      for count in 0...whole.count {
        let bytes = Array(whole.prefix(count))
        let counts = Frame.clientMessage(in: bytes.span, link: .ethernet) != nil
        // What is behind a fourth tag is not looked at.
        #expect(Self.passes(bytes) == counts || !counts && frame.tags.count > 3)
      }
      for _ in 0..<500 {
        var bytes = whole
        for _ in 0..<3 { bytes[.random(in: 0..<80, using: &random)] = .random(in: 0...255, using: &random) }
        #expect(Self.passes(bytes) || Frame.clientMessage(in: bytes.span, link: .ethernet) == nil)
      }
    }
  }
}
