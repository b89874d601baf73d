import TestKit
import Testing
import Wire

@Suite("UDP")
struct UDPTests {
  @Test("only the server port counts, from any port")
  func ports() {
    for port in [UInt16(0), 66, 68, 547, 0x4300] { #expect(kind { $0.ports.destination = port } == nil) }
    for port in [UInt16(0), 67, 68, 1024, 0xffff] {
      let message = read(DHCPv4Frame { $0.ports.source = port })
      #expect(message?.sourcePort == port)
      #expect(message?.kind == .discover)
    }
  }

  @Test("a header that is cut behind the ports is malformed", arguments: 4..<8)
  func cut(length: Int) {
    var frame = DHCPv4Frame()
    frame.ports.source = 1234
    let message = read(Array(frame.bytes.prefix(34 + length)))
    #expect(message == ClientMessage(source: frame.source, kind: .malformed, sourcePort: 1234))
  }

  @Test("a header that is cut in the ports does not count", arguments: 0..<4)
  func cutPorts(length: Int) {
    #expect(read(Array(DHCPv4Frame().bytes.prefix(34 + length))) == nil)
  }

  @Test("a length smaller than the header is malformed", arguments: 0..<8 as Range<UInt16>)
  func impossible(length: UInt16) {
    #expect(kind { $0.udpLength = length } == .malformed)
  }

  @Test("the length bounds the payload when it is smaller than what is there")
  func length() {
    let right = UInt16(DHCPv4Frame().udpDatagram.count)
    #expect(kind { $0.udpLength = right } == .discover)
    #expect(kind { $0.udpLength = right - 1 } == .discover)
    #expect(kind { $0.udpLength = right - 2 } == .malformed)
    #expect(kind { $0.udpLength = 8 } == .malformed)
    #expect(kind { $0.udpLength = 0xffff } == .discover)
  }

  @Test("the checksum is not looked at")
  func checksum() {
    var bytes = DHCPv4Frame().bytes
    bytes[40] ^= 0xff
    bytes[41] ^= 0xff
    #expect(read(bytes)?.kind == .discover)
  }
}
