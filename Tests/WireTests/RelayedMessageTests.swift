import TestKit
import Testing
import Wire

@Suite("What relayed messages say") struct RelayedMessageTests {
  private func relayed(_ options: [UInt8], giaddr: UInt32 = 0x0a09_0001, hlen: UInt8 = 6) -> DHCPv4Frame {
    DHCPv4Frame {
      $0.message.options = [53, 1, 1] + options
      $0.message.giaddr = IPv4Address(bits: giaddr)
      $0.message.hlen = hlen
    }
  }

  private func line(_ options: [UInt8], giaddr: UInt32 = 0x0a09_0001) -> RelayedLine? {
    evidence(relayed(options, giaddr: giaddr).bytes)?.line
  }

  private let relay = IPAddress.v4(IPv4Address(bits: 0x0a09_0001))

  @Test("circuit-id and remote-id are a line; without a remote-id its relay belongs to it") func names() {
    #expect(line([82, 8, 1, 2, 7, 8, 2, 2, 9, 9])?.circuit == [7, 8])
    #expect(line([82, 8, 1, 2, 7, 8, 2, 2, 9, 9])?.remote == [9, 9])
    #expect(line([82, 8, 1, 2, 7, 8, 2, 2, 9, 9])?.relay == nil)
    #expect(line([82, 4, 1, 2, 7, 8])?.relay == relay)
    #expect(line([82, 4, 2, 2, 7, 8])?.circuit == [])
    #expect(line([82, 4, 5, 2, 7, 8]) == nil && line([]) == nil)
  }

  @Test("of two options 82 the last counts, as the relay next to us appended it") func appended() {
    let two = [82, 4, 1, 2, 1, 1, 82, 4, 1, 2, 2, 2] as [UInt8]
    #expect(line(two)?.circuit == [2, 2])
    #expect(read(relayed(two))?.line == read(relayed([82, 4, 1, 2, 2, 2]))?.line)
    #expect(read(relayed(two))?.line != read(relayed([82, 4, 1, 2, 1, 1]))?.line)
  }

  @Test("empty, cut, overlong and overlapping options 82 name what can be read, and no more") func hostile() {
    for options in [[82, 0], [82, 1, 1], [82, 2, 1, 0], [82, 4, 1, 200, 1, 1], [82, 200, 1, 2, 7, 8]]
      as [[UInt8]]
    {
      #expect(line(options) == nil && read(relayed(options))?.line == 0, "\(options)")
    }
    #expect(line([82, 6, 1, 2, 7, 8, 2, 9])?.circuit == [7, 8])
    #expect(line([82, 6, 1, 2, 7, 8, 2, 9])?.remote == [])
    let longest = [82, 255, 1, 253] + [UInt8](repeating: 5, count: 253)
    #expect(line(longest)?.circuit.count == 253 && read(relayed(longest))?.line != 0)
  }

  @Test("a switch that marks a client's own frame is no router") func snooping() {
    var frame = relayed([82, 4, 1, 2, 7, 8], giaddr: 0)
    frame.message.chaddr = frame.source.octets
    let line = evidence(frame.bytes)?.line
    #expect(line?.router == nil && line?.relay == nil && line?.circuit == [7, 8])
    #expect(self.line([82, 4, 1, 2, 7, 8])?.router == frame.source || frame.source == MACAddress(bits: 0))
  }

  @Test(
    "without a MAC in chaddr the client identifier names a relayed client", arguments: [UInt8(0), 5, 16, 255])
  func identifier(hlen: UInt8) {
    #expect(read(relayed([61, 3, 1, 2, 3], hlen: hlen))?.origin != 0)
    #expect(
      read(relayed([61, 3, 1, 2, 3], hlen: hlen))?.origin
        != read(relayed([61, 3, 1, 2, 4], hlen: hlen))?.origin)
    #expect(read(relayed([61, 0], hlen: hlen))?.origin == 0)
    #expect(read(relayed([61, 3, 1, 2, 3], giaddr: 0, hlen: hlen))?.origin == 0)
    #expect(read(relayed([61, 3, 1, 2, 3]))?.origin == 0)
  }

  @Test("in v6 the innermost relay names the client, the outermost that says one the line") func version6() {
    func frame(_ outer: [UInt8], _ inner: [UInt8]) -> DHCPv6Frame {
      DHCPv6Frame { $0.message.relays = [.init(options: outer), .init(options: inner)] }
    }
    let (one, two) = (DHCPv6Fields.option(18, [1]), DHCPv6Fields.option(37, [0, 0, 0, 9, 7, 7]))
    #expect(read(frame(one, two))?.origin == read(frame([], two))?.origin)
    #expect(read(frame(one, two))?.isSeeking == true)
    #expect(evidence(frame(one, two).bytes)?.line?.circuit == [1])
    #expect(evidence(frame([], two).bytes)?.line?.remote == [7, 7])
    #expect(evidence(frame([], two).bytes)?.line?.relay == nil)
    #expect(evidence(frame([], []).bytes)?.line == nil && read(frame([], []))?.line == 0)
    #expect(read(frame(one, two))?.line == read(frame(one, []))?.line)
    for options in [one, two, one + two, []] {
      let bytes = frame(options, two).bytes
      #expect(read(bytes)?.line == evidence(bytes)?.line?.digest ?? 0)
    }
    #expect(read(DHCPv6Frame())?.origin == 0 && read(DHCPv6Frame())?.line == 0)
  }

  @Test(
    "relays nested to any depth, cut at every length, are read without harm", arguments: [0, 1, 8, 9, 40])
  func nested(depth: Int) {
    let frame = DHCPv6Frame {
      $0.message.relays = .init(repeating: .init(options: DHCPv6Fields.option(18, [1, 2])), count: depth)
    }.bytes
    #expect(read(frame)?.hops == UInt8(min(depth, 8)))
    #expect((read(frame)?.origin != 0) == (depth > 0))
    for length in stride(from: 0, through: frame.count, by: depth > 9 ? 7 : 1) {
      let cut = Array(frame.prefix(length))
      #expect((evidence(cut) != nil) == (read(cut) != nil))
    }
  }

  @Test(
    "whatever options 82 hold, the digest is that of the line which is named, and zero for none",
    arguments: 1...4)
  func random(seed: UInt64) {
    var generator = SeededRandom(seed: seed)
    for _ in 0..<4000 {
      let count = Int(generator.next() % 40)
      let options = (0..<count).map { _ -> UInt8 in
        [0, 1, 1, 2, 2, 3, 5, 82, 82, 6, 8, 255].randomElement(using: &generator) ?? 0
      }
      let frame = relayed([82, UInt8(count)] + options)
      #expect(read(frame)?.line == evidence(frame.bytes)?.line?.digest ?? 0, "\(options)")
    }
  }
}
