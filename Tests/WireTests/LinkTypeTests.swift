import TestKit
import Testing
import Wire

@Suite("Link types beside Ethernet")
struct LinkTypeTests {
  private let station = MACAddress(bits: 0x0200_0000_2099)
  private let packet = DHCPv4Frame(source: MACAddress(bits: 0x0200_0000_2099)).ipPacket
  private let snap: [UInt8] = [0xaa, 0xaa, 3, 0, 0, 0, 8, 0]

  /// An IEEE 802.11 header whose addresses end in 1, 2, 3 and, where there is one, 4.
  private func wifi(_ control: UInt8, _ flags: UInt8, source place: Int, _ more: [UInt8] = []) -> [UInt8] {
    func address(_ number: Int) -> [UInt8] {
      number == place ? station.octets : [2, 0, 0, 0, 0x88, UInt8(number)]
    }
    let fourth = flags & 3 == 3 ? address(4) : []
    return [control, flags, 0, 0] + address(1) + address(2) + address(3) + [0x10, 0] + fourth + more
  }

  @Test("each that is read gives the Ethernet source", arguments: LinkType.allCases)
  func every(link: LinkType) {
    var frame = DHCPv4Frame(source: station, .request)
    frame.link = link
    #expect(read(frame)?.source == station)
    #expect(read(frame)?.kind == .request)
    #expect(evidence(frame.bytes, link: link) != nil)
  }

  @Test("Wi-Fi has the source where the direction says", arguments: [(0, 2), (1, 2), (2, 3), (3, 4)])
  func directions(flags: UInt8, place: Int) {
    for (control, more) in [(0x08, []), (0x88, [0, 0])] as [(UInt8, [UInt8])] {
      let frame = wifi(control, flags, source: place, more) + snap + packet
      #expect(read(frame, link: .wifi)?.source == station)
    }
    let ordered = wifi(0x88, flags | 0x80, source: place, [0, 0, 1, 2, 3, 4]) + snap + packet
    #expect(read(ordered, link: .wifi)?.source == station)
  }

  @Test("frames of Wi-Fi without data are nothing; what is encrypted or aggregated is told") func opaque() {
    for control in [0x00, 0x80, 0xb4, 0x48, 0xc8] as [UInt8] {
      let frame = wifi(control, 1, source: 2, [0, 0]) + snap + packet
      #expect(read(frame, link: .wifi) == nil)
      #expect(Frame.tunnel(in: frame.span, link: .wifi) == nil)
    }
    let encrypted = wifi(0x08, 0x41, source: 2) + snap + packet
    #expect(read(encrypted, link: .wifi) == nil)
    #expect(Frame.tunnel(in: encrypted.span, link: .wifi) == .wifi)
    let aggregated = wifi(0x88, 1, source: 2, [0x80, 0]) + snap + packet
    #expect(Frame.tunnel(in: aggregated.span, link: .wifi) == .wifi)
  }

  @Test("radiotap: more words of what is present, a clock before the flags, octets to align what follows")
  func radiotap() {
    let body = wifi(0x88, 1, source: 2, [0, 0])
    let clock: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
    let padded = [0, 0, 17, 0, 3, 0, 0, 0] + clock + [0x20]
    #expect(read(padded + body + [0, 0] + snap + packet, link: .radiotap)?.source == station)
    let plain = [0, 0, 17, 0, 3, 0, 0, 0] + clock + [0]
    #expect(read(plain + body + snap + packet, link: .radiotap)?.source == station)
    let longer: [UInt8] = [0, 0, 12, 0, 0, 0, 0, 0x80, 0, 0, 0, 0]
    #expect(read(longer + body + snap + packet, link: .radiotap)?.source == station)
    for length in [0, 7, 9] as [UInt8] {
      #expect(read([0, 0, length, 0, 0, 0, 0, 0x80], link: .radiotap) == nil)
    }
  }

  @Test("what an access point passes on, or somebody sends again, was seen at another place") func places() {
    let ways = [1, 2, 3, 9].map { Frame.place(in: wifi(0x08, $0, source: 2).span, link: .wifi) }
    #expect(Set(ways).count == 4)
    let tap: [UInt8] = [0, 0, 8, 0, 0, 0, 0, 0]
    #expect(Frame.place(in: (tap + wifi(0x08, 1, source: 2)).span, link: .radiotap) == ways[0])
  }

  @Test("a VLAN that the switch's chip took off is told") func switchTags() {
    let addresses = MACAddress.broadcast.octets + station.octets
    let tagged = addresses + [0xe0, 0x10, 0x60, 0x2a, 8, 0] + packet
    #expect(read(tagged, link: .switchMarvell)?.vlans[0]?.number == 42)
    let untagged = addresses + [0xc0, 0x10, 0, 0, 8, 0] + packet
    #expect(read(untagged, link: .switchMarvell)?.vlans[0] == nil)
    #expect(
      read(addresses + [0xda, 0xda, 0, 0] + [0xe0, 0x10, 0, 7, 8, 0] + packet, link: .switchMarvellTyped)?
        .vlans[0]?.number == 7)
  }

  @Test("an envelope in an envelope is not opened") func envelopes() {
    let inner: [UInt8] = [0, 0, 8, 0, 192, 0, 0, 0]
    #expect(read(inner + inner + packet, link: .perPacketInformation) == nil)
    #expect(read([8, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0], link: .pktap) == nil)
  }
}

@Suite("Tunnels")
struct TunnelTests {
  private let head: [UInt8] = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2]

  @Test(
    "what hides other frames is told by name",
    arguments: [
      (0x8863, .pppoe), (0x8864, .pppoe), (0x88e5, .macsec), (0x88e7, .providerBackbone), (0x8847, .mpls),
      (0x22f3, .trill), (0x4305, .batman),
    ] as [(UInt16, Tunnel)])
  func types(type: UInt16, tunnel: Tunnel) {
    let frame = head + type.octets + [0, 0, 0, 0]
    #expect(Frame.tunnel(in: frame.span, link: .ethernet) == tunnel)
    #expect(read(frame) == nil)
  }

  @Test(
    "so are tunnels in IP",
    arguments: [(4, .ip), (41, .ip), (47, .gre), (50, .esp), (97, .etherIP), (115, .l2tp)]
      as [(UInt8, Tunnel)])
  func protocols(proto: UInt8, tunnel: Tunnel) {
    let frame = DHCPv4Frame { $0.proto = proto }
    #expect(Frame.tunnel(in: frame.bytes.span, link: .ethernet) == tunnel)
  }

  @Test(
    "and in UDP, and nothing else is",
    arguments: [(4789, .vxlan), (6081, .geneve), (5247, .capwap), (2152, .gtp), (53, nil), (67, nil)]
      as [(UInt16, Tunnel?)])
  func ports(port: UInt16, tunnel: Tunnel?) {
    let frame = DHCPv4Frame { $0.ports.destination = port }
    #expect(Frame.tunnel(in: frame.bytes.span, link: .ethernet) == tunnel)
    #expect(tunnel?.advice.isEmpty != true)
  }
}

extension UInt16 {
  fileprivate var octets: [UInt8] { [UInt8(self >> 8), UInt8(truncatingIfNeeded: self)] }
}

@Suite("Addresses that nobody assigned")
struct LocalMakerTests {
  @Test(
    "known prefixes are named, others are not, assigned addresses are none",
    arguments: [
      ("52:54:00:12:34:56", "QEMU/KVM (local address)"), ("02:42:ac:11:00:02", "Docker (local address)"),
      ("0a:58:0a:f4:00:05", "Kubernetes (CNI) (local address)"),
      ("fa:16:3e:00:00:01", "OpenStack (local address)"),
      ("02:43:00:00:00:01", "randomised or local address"),
      ("52:54:01:00:00:01", "randomised or local address"),
      ("ee:ee:ee:ee:ee:ee", "Calico (local address)"), ("00:16:3e:00:00:01", nil),
    ])
  func words(mac: String, words: String?) throws {
    let address = try #require(MACAddress(mac))
    #expect(LocalMaker.words(for: address) == words)
  }
}

@Suite("The word that was meant")
struct NearestWordTests {
  @Test(
    "the only one that begins so, or one or two letters away",
    arguments: [
      ("stat", "status"), ("blok", "block"), ("RELPAY", "replay"), ("unblok", "unblock"), ("frobnicate", nil),
      ("b", nil), ("", nil), ("re", nil),
    ])
  func nearest(word: String, meant: String?) {
    let words = ["status", "block", "replay", "unblock", "reload", "watch"]
    #expect(NearestWord.of(word, among: words) == meant)
  }
}
