import TestKit
import Testing
import Wire

@Suite("BOOTP's fixed fields")
struct BOOTPTests {
  @Test("a BOOTREPLY does not count, whole or cut")
  func reply() {
    #expect(kind { $0.message.op = 2 } == nil)
    #expect(kind { $0.payload = [2] } == nil)
  }

  @Test("an empty payload is malformed")
  func empty() {
    let message = read(DHCPv4Frame { $0.payload = [] })
    let fingerprint = message?.fingerprint ?? 0
    #expect(fingerprint != 0)
    #expect(
      message
        == ClientMessage(
          source: DHCPv4Frame().source, kind: .malformed, hopLimit: 64, fingerprint: fingerprint))
  }

  @Test("an op that is neither request nor reply is malformed, its fields are read")
  func op() {
    for op in [UInt8(0), 3, 0x81, 255] {
      let message = read(DHCPv4Frame { $0.message.op = op })
      #expect(message?.kind == .malformed)
      #expect(message?.transaction == 0x1234_5678)
      #expect(message?.chaddr?.mac == message?.source)
    }
  }

  @Test("a message cut in the fixed fields is malformed and keeps what can be read", arguments: 1..<236)
  func cut(length: Int) {
    var frame = DHCPv4Frame()
    frame.message.hops = 3
    frame.message.giaddr = IPv4Address(bits: 0x0a00_0001)
    frame.payload = Array(frame.message.bytes.prefix(length))
    let message = read(frame)
    #expect(message?.kind == .malformed)
    #expect(message?.hops == (length >= 4 ? 3 : 0))
    #expect(message?.transaction == (length >= 8 ? 0x1234_5678 : 0))
    #expect(message?.isRelayed == (length >= 28))
    #expect(message?.chaddr?.mac == (length >= 44 ? frame.source : nil))
  }

  @Test("a request without the whole magic cookie is BOOTP", arguments: 236..<240)
  func noCookie(length: Int) {
    #expect(kind { $0.payload = Array($0.message.bytes.prefix(length)) } == .bootp)
    #expect(kind { $0.message.cookie[length - 236] ^= 1 } == .bootp)
    #expect(kind { $0.message.cookie = [0, 0, 0, 0] } == .bootp)
  }

  @Test("a cookie that was cut off cannot be told from a wrong one: malformed", arguments: 236..<240)
  func cutCookie(length: Int) {
    let frame = DHCPv4Frame()
    #expect(read(Array(frame.bytes.prefix(42 + length)))?.kind == .malformed)
  }

  @Test(
    "chaddr has min(hlen, 16) octets, those behind are zero",
    arguments: [0, 1, 5, 6, 7, 8, 9, 15, 16, 17, 255])
  func hlen(hlen: Int) {
    var frame = DHCPv4Frame()
    frame.message.hlen = UInt8(hlen)
    frame.message.chaddr = (1...16).map { $0 }
    let octets = (1...16).map { $0 <= hlen ? UInt64($0) : 0 }
    let expected = ClientHardwareAddress(
      high: octets[..<8].reduce(0) { $0 << 8 | $1 }, low: octets[8...].reduce(0) { $0 << 8 | $1 },
      length: UInt8(min(hlen, 16)))
    let message = read(frame)
    #expect(message?.kind == .discover)
    #expect(message?.chaddr == expected)
    #expect(message?.chaddr?.mac == (hlen == 6 ? MACAddress("01:02:03:04:05:06") : nil))
  }

  @Test("built then parsed is the same")
  func identity() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<2000 {
      let kind = MessageKind.allCases[Int(random.next() % 6)]
      var frame = DHCPv4Frame(source: MACAddress(bits: random.next()), kind)
      frame.message.chaddr = random.octets(6)
      frame.message.hops = UInt8(truncatingIfNeeded: random.next())
      frame.message.xid = UInt32(truncatingIfNeeded: random.next())
      frame.message.giaddr = IPv4Address(bits: UInt32(truncatingIfNeeded: random.next()))
      frame.ports.source = UInt16(truncatingIfNeeded: random.next())
      frame.ipOptions = random.octets(4 * Int(random.next() % 11))
      frame.link = [.ethernet, .linuxCooked, .linuxCooked2][Int(random.next() % 3)]
      frame.framing = random.next() % 2 == 0 ? .ethernetII() : .snap()
      frame.tags = (0..<random.next() % 4).map { _ in .init(UInt16(truncatingIfNeeded: random.next())) }
      var vlans = VLANTags()
      for tag in frame.tags { vlans.append(VLANID(tagControl: tag.control)) }
      let chaddr = MACAddress(bits: frame.message.chaddr.reduce(0) { $0 << 8 | UInt64($1) })
      let expected = ClientMessage(
        source: frame.source, kind: kind,
        chaddr: ClientHardwareAddress(high: chaddr.bits << 16, low: 0, length: 6),
        giaddr: frame.message.giaddr, hops: frame.message.hops, transaction: frame.message.xid,
        sourcePort: frame.ports.source, hopLimit: 64, fingerprint: read(frame)?.fingerprint ?? 0, vlans: vlans
      )
      #expect(read(frame) == expected)
      #expect(expected.fingerprint != 0)
    }
  }
}
