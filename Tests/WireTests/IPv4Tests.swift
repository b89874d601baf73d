import TestKit
import Testing
import Wire

@Suite("IPv4")
struct IPv4Tests {
  @Test("options of every length are skipped", arguments: 0...10)
  func options(words: Int) {
    #expect(kind { $0.ipOptions = [UInt8](repeating: 1, count: 4 * words) } == .discover)
  }

  @Test("another version or a header shorter than five words does not count")
  func header() {
    for first in [UInt8(0x44), 0x40, 0x55, 0x65, 0x05] {
      var bytes = DHCPv4Frame().bytes
      bytes[14] = first
      #expect(read(bytes) == nil)
    }
  }

  @Test("another protocol does not count")
  func proto() {
    for proto in [UInt8(1), 6, 16, 18, 136] { #expect(kind { $0.proto = proto } == nil) }
  }

  @Test("a first fragment counts and is read as far as it goes, a later one does not count")
  func fragments() {
    #expect(kind { $0.fragment = 0x2000 } == .discover)
    #expect(kind { $0.fragment = 0x4000 } == .discover)
    #expect(kind { $0.fragment = 0x2001 } == nil)
    #expect(kind { $0.fragment = 0x1fff } == nil)
    let first = kind {
      $0.fragment = 0x2000
      $0.udpLength = UInt16(8 + $0.message.bytes.count)
      $0.payload = Array($0.message.bytes.prefix(200))
    }
    #expect(first == .malformed)
  }

  @Test("the total length bounds the payload when it is smaller than what is there")
  func totalLength() {
    let right = UInt16(DHCPv4Frame().ipPacket.count)
    #expect(kind { $0.totalLength = right - 1 } == .discover)
    #expect(kind { $0.totalLength = right - 2 } == .malformed)
    #expect(kind { $0.totalLength = 24 } == .malformed)
    #expect(kind { $0.totalLength = 23 } == nil)
    #expect(kind { $0.totalLength = 20 } == nil)
    // Ethernet's own padding is not an option.
    let padded = kind {
      $0.message.options = []
      $0.padding = [53, 1, 1, 255]
    }
    #expect(padded == .bootp)
  }

  @Test("a total length of 0, too large, or smaller than the header is not believed")
  func unbelievable() {
    for length in [UInt16(0), 1, 19, 1500, 0xffff] { #expect(kind { $0.totalLength = length } == .discover) }
    let options = kind {
      $0.ipOptions = [1, 1, 1, 1]
      $0.totalLength = 23
    }
    #expect(options == .discover)
  }
}
