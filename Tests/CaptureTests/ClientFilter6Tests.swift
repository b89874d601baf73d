import CPcap
import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct ClientFilter6Tests {
  private static func passes(_ frame: DHCPv6Frame) -> Bool { ClientFilterTests.passes(frame.bytes) }

  private static let framings: [DHCPv6Frame] = [
    DHCPv4Frame.Framing.ethernetII(0x86dd), .snap(type: 0x86dd), .snap(oui: [0, 0, 0xf8], type: 0x86dd),
  ].flatMap { framing in
    [0, 1, 2, 3, 4, 40].flatMap { tags in
      ([0x8100, 0x88a8, 0x9100] as [UInt16]).map { type in
        DHCPv6Frame {
          $0.framing = framing
          $0.tags = (0..<tags).map { .init(UInt16($0), type: type) }
        }
      }
    }
  }

  private static let extensions: [DHCPv6Frame.Extension] = [
    .hopByHop(words: 2), .routing(), .destinationOptions(words: 1), .fragment(reserved: 9), .authentication(),
  ]

  @Test("a message to the DHCPv6 port passes behind SNAP, any number of tags and of extension headers")
  func passing() {
    for frame in Self.framings {
      #expect(Self.passes(frame))
      for first in Self.extensions {
        for count in [1, 2, 3, 4, 5, 8, 9, 40] {
          var frame = frame
          frame.extensions = .init(repeating: first, count: count)
          #expect(Self.passes(frame), "\(frame.framing), \(frame.tags), \(count) of \(first.type)")
        }
        for second in Self.extensions {
          var frame = frame
          frame.extensions = [first, second, first, second]
          #expect(Self.passes(frame))
        }
      }
    }
  }

  @Test("other ports, other protocols and later fragments do not pass, in and behind four extension headers")
  func refused() {
    for frame in Self.framings where frame.tags.count <= 3 {
      for place in 0..<ClientFilter6.unrolled {
        for first in Self.extensions {
          for change in [
            { $0.ports.destination = 546 }, { $0.ports.destination = 67 }, { $0.proto = 6 },
            { $0.proto = 58 },
            { $0.proto = 50 }, { $0.proto = 59 }, { $0.extensions.append(.fragment(offset: 1)) },
          ] as [(inout DHCPv6Frame) -> Void] {
            var frame = frame
            frame.extensions = .init(repeating: first, count: place)
            change(&frame)
            #expect(!Self.passes(frame), "\(frame.extensions.map(\.type)), \(frame.proto)")
          }
        }
      }
    }
    for framing in [
      .ethernetII(0x0806), .ethernetII(0x0800), .snap(type: 0x0800), .snap(oui: [0, 1, 0], type: 0x86dd),
      .snap(type: 0x86dd, length: 1501),
    ] as [DHCPv4Frame.Framing] {
      #expect(!Self.passes(DHCPv6Frame { $0.framing = framing }), "\(framing)")
    }
  }

  @Test("every frame that holds a client's message passes, however cut or garbled")
  func superset() {
    var random = SeededRandom(seed: 2)
    for frame in Self.framings {
      for count in 0...5 {
        var frame = frame
        frame.extensions = (0..<count).compactMap { _ in Self.extensions.randomElement(using: &random) }
        let whole = frame.bytes
        for count in 0...whole.count {
          let bytes = Array(whole.prefix(count))
          let counts = Frame.clientMessage(in: bytes.span, link: .ethernet) != nil
          // What is behind a fifth extension header, or a fourth tag, is not looked at.
          let isSeen = frame.extensions.count <= 4 && frame.tags.count <= 3
          #expect(ClientFilterTests.passes(bytes) == counts || !counts && !isSeen)
        }
        for _ in 0..<100 {
          var bytes = whole
          for _ in 0..<3 {
            let place = Int.random(in: 12..<min(140, bytes.count), using: &random)
            bytes[place] = .random(in: 0...255, using: &random)
          }
          #expect(
            ClientFilterTests.passes(bytes) || Frame.clientMessage(in: bytes.span, link: .ethernet) == nil)
        }
      }
    }
  }

  @Test("the kernel takes the program, whose jumps reach")
  func size() {
    #expect(ClientFilter.instructions.count < 255)
  }
}
