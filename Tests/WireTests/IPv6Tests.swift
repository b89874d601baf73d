import TestKit
import Testing
import Wire

@Suite("IPv6")
struct IPv6Tests {
  private static let extensions: [DHCPv6Frame.Extension] = [
    .hopByHop(), .hopByHop(words: 4), .routing(), .routing(words: 2), .destinationOptions(),
    .destinationOptions(words: 255), .authentication(), .authentication(words: 0), .authentication(words: 9),
    .fragment(), .fragment(more: false), .fragment(reserved: 0xff),
  ]

  @Test("every extension header is looked behind, alone and before every other")
  func extensionHeaders() {
    for first in Self.extensions {
      #expect(kind6 { $0.extensions = [first] } == .solicit)
      for second in Self.extensions { #expect(kind6 { $0.extensions = [first, second] } == .solicit) }
    }
  }

  @Test("any number of extension headers is looked behind, to the end of the frame")
  func many() {
    for count in [0, 1, 8, 9, 10, 170, 8000] {
      #expect(kind6 { $0.extensions = .init(repeating: .destinationOptions(), count: count) } == .solicit)
      let mixed = (0..<count).map { Self.extensions[$0 % Self.extensions.count] }.prefix(200)
      #expect(kind6 { $0.extensions = Array(mixed) } == .solicit)
      #expect(
        kind6 {
          $0.extensions = .init(repeating: .destinationOptions(), count: count + 1)
          $0.payload = []
          $0.proto = 60
        } == nil)
    }
  }

  @Test("a first fragment counts and is read as far as it goes, a later one does not count")
  func fragments() {
    for offset in [UInt16(1), 0x1000, 0x1fff] {
      #expect(kind6 { $0.extensions = [.fragment(offset: offset)] } == nil)
      #expect(kind6 { $0.extensions = [.hopByHop(), .fragment(offset: offset, more: false)] } == nil)
    }
    let first = read(
      DHCPv6Frame {
        $0.extensions = [.fragment()]
        $0.udpLength = UInt16(8 + $0.message.bytes.count)
        $0.payload = Array($0.message.bytes.prefix(4))
      })
    #expect(first?.kind == .solicit)
    #expect(first?.client == 0)
  }

  @Test("an extension header that reaches past the end hides the ports")
  func cutExtension() {
    for kind in [UInt8(0), 43, 51, 60] {
      #expect(kind6 { $0.extensions = [.init(type: kind, body: [200, 0, 0, 0, 0, 0, 0])] } == nil)
    }
  }

  @Test("another protocol, ESP, no next header and another version do not count")
  func others() {
    for proto in [UInt8(1), 6, 16, 50, 58, 59, 135, 136] {
      #expect(kind6 { $0.proto = proto } == nil)
      #expect(
        kind6 {
          $0.proto = proto
          $0.extensions = [.hopByHop()]
        } == nil)
    }
    for first in [UInt8(0x45), 0x40, 0x00, 0x50, 0x70] {
      var bytes = DHCPv6Frame().bytes
      bytes[14] = first
      #expect(read(bytes) == nil)
    }
    // Each family has its own EtherType.
    #expect(kind6 { $0.framing = .ethernetII(0x0800) } == nil)
    #expect(kind { $0.framing = .ethernetII(0x86dd) } == nil)
  }

  @Test("the payload length bounds the payload when it is smaller than what is there")
  func payloadLength() {
    #expect(kind6 { $0.payloadLength = 12 } == .solicit)
    #expect(kind6 { $0.payloadLength = 11 } == .malformed6)
    #expect(kind6 { $0.payloadLength = 4 } == .malformed6)
    #expect(kind6 { $0.payloadLength = 3 } == nil)
    let whole = DHCPv6Frame()
    let padded = DHCPv6Frame {
      $0.message.options = []
      $0.padding = whole.message.options
    }
    #expect(read(whole)?.client != 0)
    #expect(read(padded)?.client == 0)
  }

  @Test("a payload length of 0, as of offload and jumbograms, or too large is not believed")
  func unbelievable() {
    for length in [UInt16(0), 1500, 0xffff] {
      #expect(kind6 { $0.payloadLength = length } == .solicit)
      #expect(
        kind6 {
          $0.payloadLength = length
          $0.extensions = [.init(type: 0, body: [0, 0xc2, 4, 0, 1, 0, 0])]
        } == .solicit)
    }
  }

  @Test("tags, SNAP and cooked headers are looked behind as for IPv4")
  func framing() {
    for link in [LinkType.ethernet, .linuxCooked, .linuxCooked2] {
      for framing in [DHCPv4Frame.Framing.ethernetII(0x86dd), .snap(type: 0x86dd)] {
        for tags in [0, 1, 3, 4, 9] {
          let frame = DHCPv6Frame(source: MACAddress(bits: 0x0200_0000_0007), .renew) {
            $0.link = link
            $0.framing = framing
            $0.tags = (0..<tags).map { .init(UInt16($0 + 1), type: [0x8100, 0x88a8, 0x9100][$0 % 3]) }
          }
          let message = read(frame)
          #expect(message?.kind == .renew)
          #expect(message?.source == frame.source)
          #expect(message?.vlans.count == min(tags, 3))
        }
      }
    }
  }
}
