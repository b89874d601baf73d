import PacketFilter
import Plans
import TestKit
import Testing
import Wire

/// Clients behind relays and routers that are blocked in the program, by a clock that the test moves.
@Suite struct ClientBlockTests {
  private static let router = MACAddress(bits: 0x02_0000_0000_aa)
  private static let chaddr = MACAddress(bits: 0x02_0000_0000_c1)
  private static let client4 = client(0x0a01_0001)
  private static let link = IPv6Address(high: 0x2001_0db8_0009 << 16, low: 1)
  private static let peer = IPv6Address(high: 0xfe80 << 48, low: 0xc1)
  private static let client6 = RelayedClient(.v6(link: link, peer: peer), behind: router)

  private static func client(_ giaddr: UInt32, _ chaddr: MACAddress = chaddr) -> RelayedClient {
    RelayedClient(.v4(giaddr: IPv4Address(bits: giaddr), chaddr: chaddr), behind: router)
  }

  private struct Lab {
    let objects: XDPObjects
    var seconds: UInt64 = 1000
    var now: UInt64 { seconds * 1_000_000_000 }

    init(_ program: XDPProgram = XDPProgram()) throws { objects = try XDPObjects(program, purpose: .timed) }

    func passes(_ frame: [UInt8]) throws -> Bool {
      objects[.now] = now
      return try objects.program.run(on: frame).verdict == 2
    }

    func passes(
      giaddr: UInt32, _ chaddr: MACAddress = ClientBlockTests.chaddr,
      behind router: MACAddress = ClientBlockTests.router, _ change: (inout DHCPv4Frame) -> Void = { _ in }
    ) throws -> Bool {
      var frame = DHCPv4Frame(source: router)
      frame.message.giaddr = IPv4Address(bits: giaddr)
      frame.message.chaddr = chaddr.octets
      change(&frame)
      return try passes(frame.bytes)
    }

    func passes(_ relays: [DHCPv6Fields.Relay], _ change: (inout DHCPv6Frame) -> Void = { _ in }) throws
      -> Bool
    {
      var frame = DHCPv6Frame(source: ClientBlockTests.router)
      frame.message.relays = relays
      change(&frame)
      return try passes(frame.bytes)
    }

    func block(_ client: RelayedClient, for lifetime: Duration? = nil) throws {
      let block = Block(
        .client(client), scope: .dhcp, lifetime: lifetime,
        remark: BlockComment(origin: .watch, since: Timestamp(nanoseconds: 0), reason: "20 messages in 5 s"))
      try objects.block([client: block], now: now)
    }
  }

  @Test(arguments: [XDPProgram(), XDPProgram(limits: LoadingTests.limits((20, 5)), unknownRate: 100)])
  func oneClientOfARelayIsDropped(program: XDPProgram) throws {
    let lab = try Lab(program)
    // Whatever the relay may do.
    try lab.objects.know([KnownClient(mac: Self.router, isExempt: true)], at: 0)
    #expect(try lab.passes(giaddr: 0x0a01_0001))
    try lab.block(Self.client4)
    #expect(try !lab.passes(giaddr: 0x0a01_0001))
    #expect(try !lab.passes(giaddr: 0x0a01_0001) { $0.tags = [.init(7), .init(9)] })
    // Its renewals, which are routed.
    #expect(try !lab.passes(giaddr: 0))
    #expect(try lab.passes(giaddr: 0x0a01_0002))
    #expect(try lab.passes(giaddr: 0x0a01_0001, MACAddress(bits: 0x02_0000_0000_c2)))
    #expect(try lab.passes(giaddr: 0x0a01_0001, behind: MACAddress(bits: 0x02_0000_0000_ab)))
    #expect(try lab.passes(giaddr: 0x0a01_0001) { $0.message.hlen = 16 })
    #expect(try lab.passes(giaddr: 0x0a01_0001) { $0.message.op = 2 })
    let standing = try #require(lab.objects.block(Self.client4, now: lab.now))
    #expect(standing.packets == 3 && standing.remaining == nil)
    #expect(standing.block.remark?.reason == "20 messages in 5 s")
    #expect(try lab.objects.clientBlocks(now: lab.now) == [standing])
    try lab.objects.unblock([Self.client4], now: lab.now)
    #expect(try lab.passes(giaddr: 0x0a01_0001))
    #expect(try lab.passes(giaddr: 0))
    #expect(lab.objects[.clientBlocks] == 0)
    #expect(lab.objects[.dropped] == 3)
  }

  @Test func blocksEnd() throws {
    var lab = try Lab()
    try lab.block(Self.client4, for: .seconds(10))
    lab.seconds += 9
    #expect(try !lab.passes(giaddr: 0x0a01_0001))
    #expect(try !lab.passes(giaddr: 0))
    lab.seconds += 1
    #expect(try lab.passes(giaddr: 0x0a01_0001))
    #expect(try lab.passes(giaddr: 0))
    #expect(lab.objects.block(Self.client4, now: lab.now) == nil)
    #expect(try lab.objects.clientBlocks(now: lab.now) == [])
  }

  @Test func renewalsAreBlockedAsLongAsTheClientIsBehindAnyRelay() throws {
    var lab = try Lab()
    try lab.block(Self.client(1), for: .seconds(100))
    try lab.block(Self.client(2), for: .seconds(10))
    try lab.objects.unblock([Self.client(1)], now: lab.now)
    #expect(try !lab.passes(giaddr: 0))
    lab.seconds += 10
    #expect(try lab.passes(giaddr: 0))
    // Asked for by themselves they stay.
    try lab.block(Self.client(0))
    try lab.block(Self.client(1))
    try lab.objects.unblock([Self.client(1)], now: lab.now)
    #expect(try !lab.passes(giaddr: 0))
    #expect(try lab.objects.clientBlocks(now: lab.now).map(\.block.subject) == [.client(Self.client(0))])
    try lab.objects.unblock([Self.client(0)], now: lab.now)
    #expect(try lab.passes(giaddr: 0))
  }

  @Test func theInnermostRelayNamesAClientOfDHCPv6() throws {
    let lab = try Lab()
    try lab.block(Self.client6)
    let inner = DHCPv6Fields.Relay(link: Self.link, peer: Self.peer)
    let other = DHCPv6Fields.Relay(link: Self.link, peer: IPv6Address(high: 0xfe80 << 48, low: 0xc2))
    let outer = DHCPv6Fields.Relay(
      options: DHCPv6Fields.option(18, [1, 2, 3]) + DHCPv6Fields.option(37, [UInt8](repeating: 7, count: 40)))
    for depth in 0...7 {
      let around = [DHCPv6Fields.Relay](repeating: outer, count: depth)
      #expect(try !lab.passes(around + [inner]), "\(depth)")
      #expect(try lab.passes(around + [other]), "\(depth)")
      #expect(try lab.passes([inner] + around + [other]), "\(depth)")
    }
    #expect(try !lab.passes([inner]) { $0.extensions = [.hopByHop(), .destinationOptions(words: 2)] })
    #expect(try lab.passes([DHCPv6Fields.Relay]()))
    #expect(try lab.passes([inner]) { $0.source = MACAddress(bits: 0x02_0000_0000_ab) })
    let standing = try #require(lab.objects.block(Self.client6, now: lab.now))
    #expect(standing.packets == 9 && standing.block.subject == .client(Self.client6))
    try lab.objects.unblock([Self.client6], now: lab.now)
    #expect(try lab.passes([inner]))
  }

  @Test func whatIsCutAnywhereIsRead() throws {
    let lab = try Lab()
    try lab.block(Self.client6)
    var frame = DHCPv6Frame(source: Self.router)
    frame.message.relays = [
      DHCPv6Fields.Relay(options: DHCPv6Fields.option(18, [1, 2, 3])),
      DHCPv6Fields.Relay(link: Self.link, peer: Self.peer),
    ]
    let whole = frame.bytes
    for count in 14...whole.count { _ = try lab.passes(Array(whole.prefix(count))) }
    #expect(try !lab.passes(whole))
  }

  @Test func anotherProgramTakesThemOver() throws {
    let lab = try Lab()
    try lab.block(Self.client4, for: .seconds(100))
    try lab.block(Self.client6)
    let fresh = try XDPObjects(XDPProgram(limits: LoadingTests.limits((20, 5))))
    try fresh.takeOver(lab.objects, at: lab.now)
    let blocks = try fresh.clientBlocks(now: lab.now)
    #expect(Set(blocks.map(\.block.subject)) == [.client(Self.client4), .client(Self.client6)])
    #expect(fresh[.clientBlocks] > 0)
  }

  /// Envelopes, options and lengths of the client's own choice: the decoder names it, and the program drops that one.
  @Test func whateverAClientPutsIntoItsMessageItHasOneName() throws {
    let lab = try Lab()
    var dice = SplitMix(state: 5)
    var named = 0
    for round in 0..<6000 {
      var frame = DHCPv6Frame(source: Self.router)
      frame.message.relays = (0..<1 + dice.next() % 11).map { _ in
        let options = (0..<dice.next() % (round % 3 == 0 ? 40 : 4)).flatMap { _ in
          DHCPv6Fields.option(
            UInt16(dice.next() % 40), [UInt8](repeating: 12, count: Int(dice.next() % 6)))
        }
        return DHCPv6Fields.Relay(
          link: IPv6Address(high: dice.next() >> 8, low: dice.next()),
          peer: IPv6Address(high: dice.next() >> 8, low: dice.next()), options: options)
      }
      var octets = frame.bytes
      guard octets.count < 1500 else { continue }
      // Anything behind UDP's header.
      for _ in 0..<dice.next() % 3 {
        octets[62 + Int(dice.next() >> 1) % (octets.count - 62)] = UInt8(dice.next() % 64)
      }
      if dice.next() % 4 == 0 { octets.removeLast(Int(dice.next() % 80)) }
      guard let client = Self.client(of: octets) else { continue }
      named += 1
      try lab.block(client)
      #expect(try !lab.passes(octets), "\(client) \(octets)")
      try lab.objects.unblock([client], now: lab.now)
    }
    #expect(named > 3000)
  }

  private static func client(of octets: [UInt8]) -> RelayedClient? {
    guard let message = Frame.clientMessage(in: octets.span, link: .ethernet), message.isRelayed,
      let evidence = Frame.evidence(in: octets.span, link: .ethernet)
    else { return nil }
    switch (evidence.relay, evidence.peer) {
    case (.v6(let link)?, .v6(let peer)?):
      return RelayedClient(.v6(link: link, peer: peer), behind: message.source)
    case (.v4(let giaddr)?, _):
      guard let chaddr = message.chaddr?.mac else { return nil }
      return RelayedClient(.v4(giaddr: giaddr, chaddr: chaddr), behind: message.source)
    default: return nil
    }
  }

  /// As the decoder reads them.
  @Test func relayedMessagesOfCapturesAreDroppedOneByOne() throws {
    let lab = try Lab()
    var seen: Set<RelayedClient> = []
    for capture in SavedFrames.all {
      for frame in capture.frames {
        guard let client = Self.client(of: frame.octets), seen.insert(client).inserted else { continue }
        #expect(try lab.passes(frame.octets), "\(capture.name)")
        try lab.block(client)
        #expect(try !lab.passes(frame.octets), "\(capture.name) \(client)")
        try lab.objects.unblock([client], now: lab.now)
      }
    }
    #expect(seen.count > 20)
  }
}
