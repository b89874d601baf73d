import TestKit
import Testing
import Wire

@Suite("Linux cooked captures")
struct LinuxCookedTests {
  @Test(
    "the source address is the MAC, behind tags and 802.2 too",
    arguments: [LinkType.linuxCooked, .linuxCooked2])
  func reads(link: LinkType) {
    let source = MACAddress(bits: 0x0a0b_0c0d_0e0f)
    var frame = DHCPv4Frame(source: source, .request)
    frame.link = link
    #expect(read(frame)?.source == source)
    #expect(read(frame)?.kind == .request)
    frame.tags = [.init(5), .init(6, type: 0x88a8)]
    #expect(read(frame)?.kind == .request)
    #expect(read(frame)?.vlans[1]?.number == 6)
    frame.framing = .snap()
    #expect(read(frame)?.kind == .request)
    frame.tags = []
    #expect(read(frame)?.kind == .request)
    frame.framing = .ethernetII(0x0806)
    #expect(read(frame) == nil)
  }

  @Test("a header in literal octets is read", arguments: [1, 2])
  func literal(version: Int) {
    let packet = DHCPv4Frame().ipPacket
    let header: [UInt8] =
      version == 1
      ? [0, 1, 0, 1, 0, 6, 2, 4, 6, 8, 10, 12, 0xde, 0xad, 8, 0]
      : [8, 0, 0, 0, 0, 0, 0, 3, 0, 1, 1, 6, 2, 4, 6, 8, 10, 12, 0xde, 0xad]
    let message = read(header + packet, link: version == 1 ? .linuxCooked : .linuxCooked2)
    #expect(message?.source == MACAddress("02:04:06:08:0a:0c"))
    #expect(message?.kind == .discover)
  }

  @Test("an address that has not six octets does not count", arguments: [0, 4, 5, 7, 8, 16] as [UInt8])
  func addressLength(length: UInt8) {
    var frame = DHCPv4Frame()
    frame.link = .linuxCooked
    var bytes = frame.bytes
    bytes[5] = length
    #expect(read(bytes, link: .linuxCooked) == nil)
    frame.link = .linuxCooked2
    bytes = frame.bytes
    bytes[11] = length
    #expect(read(bytes, link: .linuxCooked2) == nil)
  }
}
