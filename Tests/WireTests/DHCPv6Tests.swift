import TestKit
import Testing
import Wire

@Suite("DHCPv6")
struct DHCPv6Tests {
  @Test("a SOLICIT as octets")
  func literal() {
    let message = read(
      hex(
        """
        33 33 00 01 00 02  02 00 00 00 0a 01  86 dd
        60 01 23 45 00 22 11 01  fe 80 00 00 00 00 00 00 00 00 00 ff fe 00 0a 01
        ff 02 00 00 00 00 00 00 00 00 00 00 00 01 00 02
        02 22 02 23 00 22 ab cd
        01 aa bb cc  00 01 00 0a 00 03 00 01 02 00 00 00 0a 01  00 08 00 02 00 00  00 06 00 00
        """))
    #expect(message?.source == MACAddress(bits: 0x0200_0000_0a01))
    #expect(message?.kind == .solicit)
    #expect(message?.transaction == 0xaa_bbcc)
    #expect(message?.sourcePort == 546)
    #expect(message?.hopLimit == 1)
    #expect(message?.hops == 0)
    #expect(message?.chaddr == nil)
    #expect(message?.isRelayed == false)
    #expect(message?.client != 0)
    #expect(message?.signature == 0)
    #expect(message?.fingerprint != 0)
  }

  @Test("ten types have kinds, servers' never count, every other value is malformed")
  func types() {
    let kinds: [UInt8: MessageKind] = [
      1: .solicit, 3: .request6, 4: .confirm, 5: .renew, 6: .rebind, 8: .release6, 9: .decline6,
      11: .informationRequest, 12: .relayForward, 14: .leasequery6,
    ]
    let servers: Set<UInt8> = [2, 7, 10, 13, 15, 16, 17, 19, 21, 35]
    for value in UInt8.min...UInt8.max {
      let kind = kind6 { $0.payload = [value] + [UInt8](repeating: 0, count: 60) }
      #expect(kind == (servers.contains(value) ? nil : kinds[value] ?? .malformed6))
    }
  }

  @Test("what is addressed to the server port counts, however short; to another port it does not")
  func short() {
    for count in 0..<4 { #expect(kind6 { $0.payload = Array([1, 0, 0, 0].prefix(count)) } == .malformed6) }
    #expect(kind6 { $0.payload = [1, 0, 0, 0] } == .solicit)
    #expect(kind6 { $0.payload = [2] } == nil)
    for length in 1..<8 as Range<UInt16> { #expect(kind6 { $0.udpLength = length } == .malformed6) }
    // A jumbogram's, whose length is in the hop-by-hop options.
    #expect(kind6 { $0.udpLength = 0 } == .solicit)
    for port in [UInt16(67), 546, 548, 0x2302] { #expect(kind6 { $0.ports.destination = port } == nil) }
    for count in 0...33 {
      #expect(
        kind6 { $0.payload = [12] + [UInt8](repeating: 0, count: count) }
          == (count < 33 ? .malformed6 : .relayForward))
    }
  }

  @Test("options that are cut or garbled change no type")
  func garbled() {
    for options: [UInt8] in [[0], [0, 1, 0], [0, 1, 0, 9, 1], [0xff, 0xff, 0xff, 0xff]] {
      let message = read(DHCPv6Frame(source: .zero, .rebind) { $0.message.options = options })
      #expect(message?.kind == .rebind)
      #expect(message?.client == 0)
    }
  }

  @Test("a DUID-LLT made at another time is the same client; one of another address or type is not")
  func linkLayerTime() {
    func client(_ duid: [UInt8]) -> UInt64? {
      read(DHCPv6Frame { $0.message.options = DHCPv6Fields.option(1, duid) })?.client
    }
    let duid: [UInt8] = [0, 1, 0, 1, 9, 9, 9, 9, 2, 0, 0, 0, 0, 5]
    #expect(client(duid) == client([0, 1, 0, 1, 7, 8, 7, 8, 2, 0, 0, 0, 0, 5]))
    #expect(client(duid) != client([0, 1, 0, 1, 9, 9, 9, 9, 2, 0, 0, 0, 0, 6]))
    #expect(client(duid) != client([0, 1, 0, 6, 9, 9, 9, 9, 2, 0, 0, 0, 0, 5]))
    // DUID-EN, and a DUID-LLT that ends with its time.
    #expect(client([0, 2, 0, 1, 9, 9, 9, 9, 2]) != client([0, 2, 0, 1, 7, 8, 7, 8, 2]))
    #expect(client([0, 1, 0, 1, 9, 9, 9, 9]) != client([0, 1, 0, 1, 7, 8, 7, 8]))
  }

  @Test("the client is its DUID, the first that has an octet, wherever it stands")
  func client() {
    func client(_ options: [UInt8]) -> UInt64? { read(DHCPv6Frame { $0.message.options = options })?.client }
    let duid = DHCPv6Fields.option(1, [0, 1, 0, 1, 9, 9, 9, 9, 2, 0, 0, 0, 0, 5])
    let other = DHCPv6Fields.option(1, [0, 1, 0, 1, 9, 9, 9, 9, 2, 0, 0, 0, 0, 6])
    let time = DHCPv6Fields.option(8, [0, 0])
    #expect(client(duid) == client(time + duid))
    #expect(client(duid) == client(DHCPv6Fields.option(1, []) + duid + other))
    #expect(client(duid) != client(other))
    #expect(client(DHCPv6Fields.option(1, [0])) != 0)
    #expect(client(DHCPv6Fields.option(1, [0])) != client(DHCPv6Fields.option(1, [0, 0])))
    #expect(client([]) == 0)
    #expect(client(DHCPv6Fields.option(1, [])) == 0)
  }

  @Test("a relayed message is one RELAY-FORW, the client the innermost, hops the relays", arguments: 1...8)
  func relays(count: Int) {
    let plain = read(DHCPv6Frame())
    let message = read(
      DHCPv6Frame {
        $0.message.relays = .init(repeating: .init(options: DHCPv6Fields.option(18, [1, 2])), count: count)
      })
    #expect(message?.kind == .relayForward)
    #expect(message?.isRelayed == true)
    #expect(message?.hops == UInt8(count))
    #expect(message?.client == plain?.client)
    #expect(message?.transaction == plain?.transaction)
  }

  @Test("behind more relays than may be, or in an envelope that is empty or cut, no client is named")
  func endlessRelays() {
    for count in [9, 10, 40] {
      let message = read(DHCPv6Frame { $0.message.relays = .init(repeating: .init(), count: count) })
      #expect(message?.kind == .relayForward)
      #expect(message?.hops == 8)
      #expect(message?.client == 0)
    }
    var frame = DHCPv6Frame { $0.message.relays = [.init()] }
    let whole = frame.message.bytes
    for length in 34..<whole.count {
      frame.payload = Array(whole.prefix(length))
      #expect(read(frame)?.kind == .relayForward)
      #expect(read(frame)?.client == 0)
      #expect(read(frame)?.hops == 1)
    }
  }

  @Test("every shorter prefix is nothing, then malformed, then whole; never anything else")
  func prefixes() {
    for link in [LinkType.ethernet, .linuxCooked, .linuxCooked2] {
      for extensions in [[], [.hopByHop(), .authentication(), .fragment()]] as [[DHCPv6Frame.Extension]] {
        for relays in 0...2 {
          let frame = DHCPv6Frame {
            $0.link = link
            $0.extensions = extensions
            $0.tags = [.init(5)]
            $0.message.relays = .init(repeating: .init(), count: relays)
          }
          let bytes = frame.bytes
          let whole = frame.udpOffset + 8 + (relays > 0 ? 34 : 4)
          for length in 0...bytes.count {
            let kind = read(Array(bytes.prefix(length)), link: link)?.kind
            let type: MessageKind = relays > 0 ? .relayForward : .solicit
            let expected = length < frame.udpOffset + 4 ? nil : length < whole ? .malformed6 : type
            #expect(kind == expected, "\(link), \(length) octets")
            let shown = evidence(Array(bytes.prefix(length)), link: link)
            #expect((shown != nil) == (expected != nil))
          }
        }
      }
    }
  }
}
