import TestKit
import Testing
import Wire

@Suite("Ethernet, tags and SNAP")
struct EthernetTests {
  @Test("a DISCOVER in literal octets is read field by field")
  func literal() {
    let head: [UInt8] = [
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02, 0x00, 0x00, 0x00, 0x00, 0x99, 0x08, 0x00,  // Ethernet II
      0x45, 0x10, 0x01, 0x10, 0x00, 0x00, 0x00, 0x00, 0x40, 0x11, 0x79, 0xce, 0, 0, 0, 0, 255, 255, 255, 255,
      0x00, 0x44, 0x00, 0x43, 0x00, 0xfc, 0xbe, 0xef,  // 68 to 67, 252 octets
      0x01, 0x01, 0x06, 0x02, 0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 0,  // op, htype, hlen, hops, xid, secs, flags
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10, 1, 2, 3,  // ciaddr, yiaddr, siaddr, giaddr
      0x00, 0x16, 0x36, 0xaa, 0xbb, 0xcc, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,  // chaddr, dirt behind hlen
    ]
    let options: [UInt8] = [0x63, 0x82, 0x53, 0x63, 0x35, 0x01, 0x01, 0xff]
    let frame = head + [UInt8](repeating: 0, count: 192) + options
    let expected = ClientMessage(
      source: MACAddress(bits: 0x0200_0000_0099), kind: .discover,
      chaddr: ClientHardwareAddress(high: 0x0016_36aa_bbcc_0000, low: 0, length: 6),
      giaddr: IPv4Address(bits: 0x0a01_0203), hops: 2, transaction: 0xdead_beef, sourcePort: 68,
      hopLimit: 64, fingerprint: 5_335_088_462_668_820_899)
    #expect(read(frame) == expected)
    #expect(read(frame)?.isRelayed == true)
    #expect(read(frame)?.chaddr?.mac == MACAddress("00:16:36:aa:bb:cc"))
  }

  @Test("any number of tags of any mix is looked behind; the three outermost are kept")
  func tags() {
    let tags =
      [DHCPv4Frame.Tag(0xe00a, type: 0x88a8), .init(20, type: 0x9100), .init(30)]
      + [DHCPv4Frame.Tag](repeating: .init(0), count: 400)
    for count in [0, 1, 2, 3, 4, 5, 9, 403] {
      let message = read(DHCPv4Frame { $0.tags = Array(tags.prefix(count)) })
      #expect(message?.kind == .discover)
      let kept = min(count, 3)
      #expect(message?.vlans.count == kept)
      #expect((0..<kept).map { message?.vlans[$0]?.number } == [10, 20, 30].prefix(kept).map { $0 })
    }
    #expect(read(DHCPv4Frame { $0.tags = [.init(1, type: 0x9200)] }) == nil)
  }

  @Test("SNAP of RFC 1042 and of 802.1H counts, with and without tags", arguments: [0x00, 0xf8] as [UInt8])
  func snap(last: UInt8) {
    #expect(kind { $0.framing = .snap(oui: [0, 0, last]) } == .discover)
    let message = read(
      DHCPv4Frame {
        $0.framing = .snap(oui: [0, 0, last])
        $0.tags = [.init(7), .init(8)]
      })
    #expect(message?.kind == .discover)
    #expect(message?.vlans.count == 2)
  }

  @Test("another LLC, OUI or type, or a type that is neither length nor IPv4, does not count")
  func notIPv4() {
    #expect(kind { $0.framing = .snap(llc: [0x42, 0x42, 3]) } == nil)
    #expect(kind { $0.framing = .snap(llc: [0xaa, 0xaa, 0x0b]) } == nil)
    #expect(kind { $0.framing = .snap(oui: [0, 0, 0x0c]) } == nil)
    #expect(kind { $0.framing = .snap(oui: [8, 0, 0]) } == nil)
    #expect(kind { $0.framing = .snap(type: 0x86dd) } == nil)
    #expect(kind { $0.framing = .snap(length: 0x0601) } == nil)
    #expect(kind { $0.framing = .snap(length: 1501) } == nil)
    #expect(kind { $0.framing = .ethernetII(0x0806) } == nil)
    #expect(kind { $0.framing = .ethernetII(0x86dd) } == nil)
  }

  @Test("an 802.3 length bounds the payload when it is smaller than what is there")
  func length() {
    let whole = UInt16(8 + DHCPv4Frame().ipPacket.count)
    #expect(kind { $0.framing = .snap(length: 1500) } == .discover)
    #expect(kind { $0.framing = .snap(length: whole) } == .discover)
    #expect(kind { $0.framing = .snap(length: whole - 4) } == .malformed)
    #expect(kind { $0.framing = .snap(length: 8 + 24) } == .malformed)
    #expect(kind { $0.framing = .snap(length: 8 + 23) } == nil)
    #expect(kind { $0.framing = .snap(length: 7) } == nil)
    #expect(kind { $0.framing = .snap(length: 0) } == nil)
    // A trailer behind the length is no option.
    let trailer = kind {
      $0.framing = .snap()
      $0.totalLength = 0
      $0.udpLength = 1000
      $0.message.options = []
      $0.padding = [53, 1, 1]
    }
    #expect(trailer == .malformed)
  }

  @Test("a group source address is reported as it is")
  func groupSource() {
    let source = MACAddress(bits: 0x0300_0000_0001)
    #expect(read(DHCPv4Frame(source: source))?.source == source)
  }
}
