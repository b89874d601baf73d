import TestKit
import Testing
import Wire

@Suite("Evidence")
struct EvidenceTests {
  private func shown(_ options: [UInt8], change: (inout DHCPv4Frame) -> Void = { _ in }) -> ClientEvidence? {
    var frame = DHCPv4Frame { $0.message.options = options }
    change(&frame)
    return evidence(frame.bytes)
  }

  @Test("a DHCPv4 message shows its names, its relay and what the relay says")
  func version4() {
    let relayAgent: [UInt8] = [82, 12, 1, 4] + "ge-1".utf8 + [2, 4, 0, 1, 0xfe, 9]
    let seen = shown([53, 1, 1, 12, 4] + "host".utf8 + [60, 4] + "MSFT".utf8 + relayAgent + [255]) {
      $0.message.giaddr = IPv4Address(bits: 0x0a01_0001)
    }
    #expect(seen?.hostName?.description == "host")
    #expect(seen?.vendorClass?.description == "MSFT")
    #expect(seen?.client?.description == "02:00:00:00:00:01")
    #expect(seen?.circuitID?.description == "ge-1")
    #expect(seen?.remoteID?.description == "0001fe09")
    #expect(seen?.relay?.description == "10.1.0.1")
    #expect(seen?.peer == nil)
    #expect(seen?.hopLimit == 64)
    #expect(seen?.tool == nil)
  }

  @Test("a domain name stands in for a missing host name, as text or as labels")
  func domainName() {
    #expect(shown([81, 6, 0, 0, 0, 0x61, 0x2e, 0x62])?.hostName?.description == "a.b")
    #expect(shown([81, 8, 4, 0, 0, 1, 0x61, 1, 0x62, 0])?.hostName?.description == "a.b")
    #expect(shown([81, 5, 4, 0, 0, 9, 0x61])?.hostName?.description == "a")
    #expect(shown([81, 4, 0, 0, 0, 0x61, 12, 1, 0x62])?.hostName?.description == "b")
    #expect(shown([81, 3, 0, 0, 0])?.hostName == nil)
  }

  @Test("what is cut or empty is not shown, what came before it is")
  func cut() {
    #expect(shown([12, 1, 0x61, 60, 4, 0x62])?.hostName?.description == "a")
    #expect(shown([12, 1, 0x61, 60, 4, 0x62])?.vendorClass == nil)
    #expect(shown([12, 0, 255])?.hostName == nil)
    #expect(shown([255, 12, 1, 0x61])?.hostName == nil)
    #expect(shown([82, 4, 1, 9, 0x61, 0x62, 255])?.circuitID == nil)
    #expect(shown([12, 1, 0x61]) { $0.message.hlen = 0 }?.client == nil)
    #expect(shown([12, 1, 0x61]) { $0.message.hlen = 3 }?.client?.description == "020000")
    #expect(shown([]) { $0.payload = [] } == ClientEvidence(hopLimit: 64))
    #expect(shown([]) { $0.message.op = 2 } == nil)
    #expect(shown([]) { $0.ports.destination = 68 } == nil)
  }

  @Test("a DHCPv6 message shows its names and its DUID")
  func version6() {
    let seen = evidence(
      DHCPv6Frame {
        $0.message.options += DHCPv6Fields.option(39, [1, 4] + "host".utf8 + [3] + "lan".utf8 + [0])
        $0.message.options += DHCPv6Fields.option(16, [0, 0, 1, 0x37, 0, 4] + "MSFT".utf8)
      }.bytes)
    #expect(seen?.hostName?.description == "host.lan")
    #expect(seen?.vendorClass?.description == "MSFT")
    #expect(seen?.client?.description == "00030001020000000001")
    #expect(seen?.relay == nil)
    #expect(seen?.hopLimit == 1)
  }

  @Test("a relayed DHCPv6 message shows the client and the relay next to it")
  func relayed6() {
    let inner = DHCPv6Fields.option(18, [0, 7]) + DHCPv6Fields.option(37, [0, 0, 0, 9] + "port 4".utf8)
    let seen = evidence(
      DHCPv6Frame {
        $0.message.relays = [.init(options: DHCPv6Fields.option(18, [1])), .init(options: inner)]
      }.bytes)
    #expect(seen?.client?.description == "00030001020000000001")
    #expect(seen?.circuitID?.description == "0007")
    #expect(seen?.remoteID?.description == "port 4")
    #expect(seen?.relay?.description == "2001:db8::1")
    #expect(seen?.peer?.description == "fe80::2")
  }

  @Test("hostile octets become printable ASCII of at most 64 characters, an escape never cut in two")
  func printable() {
    #expect(PrintableText("a b~".utf8).description == "a b~")
    #expect(PrintableText([0x1b, 0x5b, 0x6d, 0x7f, 0xff, 10]).description == "\\x1b[m\\x7f\\xff\\x0a")
    #expect(PrintableText([]).description == "")
    #expect(PrintableText([UInt8](repeating: 0x61, count: 64)).description.count == 64)
    let cut = PrintableText([UInt8](repeating: 0x61, count: 65)).description
    #expect(cut == String(repeating: "a", count: 61) + "...")
    #expect(PrintableText([UInt8](repeating: 0, count: 17)).description.hasSuffix("\\x00..."))
    #expect(PrintableText(hexadecimal: [0, 0xab]).description == "00ab")
    #expect(PrintableText(identifier: "eth0/1".utf8).description == "eth0/1")
    #expect(PrintableText(identifier: [0x41, 0]).description == "4100")
    var random = SeededRandom(seed: 82)
    for _ in 0..<2000 {
      let octets = random.octets(Int(random.next() % 90))
      for text in [
        PrintableText(octets), PrintableText(hexadecimal: octets), PrintableText(identifier: octets),
      ] {
        #expect(text.description.utf8.count <= PrintableText.limit)
        #expect(text.description.utf8.allSatisfy { (0x20...0x7e).contains($0) })
      }
    }
  }

  @Test("evidence is there for exactly the messages that count, whatever is in them", arguments: 1...4)
  func hostile(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for round in 0..<3000 {
      var v4 = DHCPv4Frame(), v6 = DHCPv6Frame()
      v4.message.options = (0..<random.next() % 60).map { _ in
        [0, 1, 2, 3, 12, 52, 53, 60, 81, 82, 255].randomElement(using: &random) ?? 0
      }
      v6.message.options = (0..<random.next() % 60).map { _ in
        [0, 0, 0, 1, 2, 4, 9, 16, 39].randomElement(using: &random) ?? 0
      }
      v6.message.relays = .init(repeating: .init(), count: round % 4)
      v6.extensions = [.hopByHop(), .fragment()]
      for frame in [v4.bytes, v6.bytes] {
        var bytes = frame
        for _ in 0..<random.next() % 4 {
          bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
        }
        #expect((evidence(bytes) != nil) == (read(bytes) != nil))
      }
    }
  }
}

@Suite("Known tools")
struct KnownToolTests {
  private func tool(source: UInt64, chaddr: UInt64, giaddr: UInt32 = 0) -> KnownTool? {
    KnownTool(
      ClientMessage(
        source: MACAddress(bits: source), kind: .discover,
        chaddr: ClientHardwareAddress(high: chaddr << 16, low: 0, length: 6),
        giaddr: IPv4Address(bits: giaddr)))
  }

  @Test("marks of tools are told, and only where they are")
  func marks() {
    #expect(tool(source: 0x0200_0000_0001, chaddr: 0x0016_3612_3456) == .dhcpstarv)
    #expect(tool(source: 0x0016_3612_3456, chaddr: 0x0016_3612_3456) == nil)
    #expect(tool(source: 0x0200_0000_0001, chaddr: 0x0016_3612_3456, giaddr: 1) == nil)
    #expect(tool(source: 0x0200_0000_0001, chaddr: 0xdead_0102_0304) == .dhcpig)
    #expect(tool(source: 0xdead_0102_0304, chaddr: 0xdead_0102_0304) == .dhcpig)
    #expect(tool(source: 0x0200_0000_0001, chaddr: 0x6130_3946_6661) == .dhcpwn)
    #expect(tool(source: 0x0304_0506_0708, chaddr: 0x0304_0506_0708) == .yersinia)
    #expect(tool(source: 0x0200_0000_0001, chaddr: 0x0200_0000_0001) == nil)
    #expect(KnownTool(ClientMessage(source: .zero, kind: .malformed)) == nil)
    let invented = MACAddress(bits: 0xdead_0102_0304)
    #expect(KnownTool(ClientMessage(source: invented, kind: .solicit)) == .dhcpig)
    #expect(KnownTool(ClientMessage(source: .broadcast, kind: .solicit)) == nil)
    #expect(KnownTool.dhcpig.hint == "looks like DHCPig")
  }
}
