import TestKit
import Testing
import Wire

@Suite("Hostile frames")
struct HostileFrameTests {
  private static let frames: [DHCPv4Frame] = LinkType.allCases.flatMap {
    link in
    // Wi-Fi has SNAP of its own.
    let isWiFi = [.wifi, .radiotap, .perPacketInformation].contains(link)
    let framings = isWiFi ? [DHCPv4Frame.Framing.ethernetII()] : [.ethernetII(), .snap()]
    return framings.flatMap { framing in
      (0...(isWiFi ? 0 : 3)).map { tags in
        DHCPv4Frame(source: MACAddress(bits: 0x0200_0000_0007), .request) {
          $0.link = link
          $0.framing = framing
          $0.tags = (0..<tags).map { .init(UInt16($0)) }
          $0.ipOptions = [1, 1, 1, 1]
          $0.message.options = [12, 2, 0x68, 0x69, 53, 1, 3, 61, 2, 1, 1, 255]
        }
      }
    }
  }

  @Test("every shorter prefix is nothing, then malformed, then whole; never anything else")
  func prefixes() {
    for frame in Self.frames {
      let bytes = frame.bytes
      let ports = frame.ipOffset + 24 + 4
      let type = frame.ipOffset + 24 + 8 + 240 + 7
      for length in 0...bytes.count {
        let message = read(Array(bytes.prefix(length)), link: frame.link)
        let expected: MessageKind? = length < ports ? nil : length < type ? .malformed : .request
        #expect(message?.kind == expected, "\(frame.link), \(frame.tags.count) tags, \(length) octets")
        if let message { #expect(message.source == frame.source) }
      }
    }
  }

  @Test("random octets never trap", arguments: 1...4)
  func random(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for _ in 0..<2000 {
      let bytes = random.octets(Int(random.next() % 400))
      for link in LinkType.allCases {
        _ = read(bytes, link: link)
        _ = Frame.tunnel(in: bytes.span, link: link)
      }
    }
  }

  @Test("right frames with a few octets changed never trap", arguments: 1...4)
  func mutated(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let whole = Self.frames.map { ($0.bytes, $0.link) }
    for _ in 0..<5000 {
      guard let (frame, link) = whole.randomElement(using: &random) else { return }
      var bytes = Array(frame.prefix(Int(random.next() % 400)))
      // Most of the changes go where the lengths and types are.
      for _ in 0..<random.next() % 6 where !bytes.isEmpty {
        let limit = random.next() % 2 == 0 ? min(bytes.count, 60) : bytes.count
        bytes[Int(random.next() % UInt64(limit))] = UInt8(truncatingIfNeeded: random.next())
      }
      _ = read(bytes, link: link)
    }
  }

  @Test("random options never trap, and are never read past the end")
  func options() {
    var random = SeededRandom(seed: 5)
    for _ in 0..<3000 {
      var frame = DHCPv4Frame()
      frame.message.options = (0..<random.next() % 40).map { _ in
        [0, 1, 2, 3, 12, 52, 53, 255].randomElement(using: &random) ?? 0
      }
      frame.message.file = random.octets(128)
      frame.message.sname = random.octets(64)
      let kind = read(frame)?.kind
      // What stands behind the datagram changes nothing.
      frame.padding = [53, 1, 1, 255]
      #expect(kind != nil && read(frame)?.kind == kind)
    }
  }
}
