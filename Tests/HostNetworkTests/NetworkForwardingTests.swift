import Placement
import Testing
import Wire

@testable import HostNetwork
@testable import Netlink

/// The bytes are those of iproute2 6.1's `bridge fdb` and the kernel's answers, captured with strace.
@Suite("What bridges have learnt")
struct NetworkForwardingTests {
  private let names: [Int32: String] = [2: "b0", 3: "v0"]

  private func entry(state: UInt16, flags: UInt8, index: Int32 = 3, octets: [UInt8] = [2, 0, 0, 0, 0, 0x78])
    -> ForwardingEntry?
  {
    var payload: [UInt8] = [7, 0, 0, 0]
    payload.append(native: index)
    payload.append(native: state)
    payload += [flags, 0]
    var message = NetlinkMessage(type: 28, flags: [], header: payload)
    message.append(2, octets)  // NDA_LLADDR
    message.append(9, native: Int32(2))  // NDA_MASTER
    var ages: [UInt8] = []
    for number in [0, 7, 250, 0] as [UInt32] { ages.append(native: number) }
    message.append(3, ages)  // NDA_CACHEINFO
    message.append(5, native: UInt16(12))  // NDA_VLAN
    return NetlinkReply.all(in: message.bytes(sequence: 1)).lazy.compactMap { reply in
      ForwardingEntry(reply) { names[$0].flatMap { InterfaceName($0) } }
    }.first
  }

  @Test("bridge fdb show br b0, and bridge fdb get MAC br b0")
  func requests() throws {
    let list: [UInt8] = [7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + [8, 0, 9, 0, 2, 0, 0, 0]
    #expect(ForwardingReader.list(of: 2).payload == list)
    #expect(ForwardingReader.list().payload == Array(list.prefix(12)))
    let mac = try #require(MACAddress("02:00:00:00:00:78"))
    let get = list.prefix(12) + [10, 0, 2, 0, 2, 0, 0, 0, 0, 0x78, 0, 0] + list.suffix(8)
    #expect(ForwardingReader.get(mac, on: 2).payload == Array(get))
    // `bridge fdb get MAC br b0 vlan 12`
    #expect(ForwardingReader.get(mac, vlan: 12, on: 2).payload == Array(get) + [6, 0, 5, 0, 12, 0, 0, 0])
  }

  /// `bridge vlan show dev b0`: 1 is the default one, 20 to 29 leave untagged, 40 with its tag.
  private func vlans(cut: Int = .max) -> BridgeVLANs {
    var message = NetlinkMessage(type: 112, flags: [], header: [7, 0, 0, 0, 2, 0, 0, 0])  // RTM_NEWVLAN
    for (flags, first, last) in [(6, 1, nil), (4, 20, 29), (0, 40, nil)] as [(UInt16, UInt16, UInt16?)] {
      message.nest(1) { entry in
        var info: [UInt8] = []
        info.append(native: flags)
        info.append(native: first)
        entry.append(1, info)
        if let last { entry.append(2, native: last) }
      }
    }
    var vlans = BridgeVLANs()
    vlans.note(NetlinkReply(type: 112, flags: 0, sequence: 1, payload: message.payload.prefix(cut)))
    return vlans
  }

  @Test(
    "a source is looked for under the VLAN of its tag; without a tag under those that leave without one, then none"
  )
  func keys() {
    #expect(BridgeVLANs.list(of: 2).payload == [7, 0, 0, 0, 2, 0, 0, 0])
    #expect(vlans().keys(of: 20) == [20, nil] && vlans().keys(of: 0) == vlans().keys(of: nil))
    #expect(vlans().keys(of: nil) == [1] + (20...29).map { $0 } + [nil])
    #expect(vlans().all == [nil, 1] + (20...29).map { $0 } + [40])
    #expect(BridgeVLANs().keys(of: nil) == [nil] && BridgeVLANs().keys(of: 7) == [7, nil])
    for cut in 0..<60 { #expect(vlans(cut: cut).all.count <= vlans().all.count) }
  }

  @Test("a learnt source is read with its port, bridge, VLAN and age")
  func learnt() throws {
    let expected = ForwardingEntry(
      mac: try #require(MACAddress("02:00:00:00:00:78")), bridge: try #require(InterfaceName("b0")),
      port: try #require(InterfaceName("v0")), vlan: 12, age: .milliseconds(2500))
    #expect(entry(state: 0x02, flags: 0) == expected)
    // NUD_NOARP: `bridge fdb add ... static`; NUD_STALE: not heard for a while.
    #expect(entry(state: 0x40, flags: 0) == expected)
    #expect(entry(state: 0x04, flags: 0) == expected)
  }

  @Test("local addresses, a device's own filters, groups and the bridge itself are no sources")
  func skipped() {
    #expect(entry(state: 0x80, flags: 0) == nil)
    #expect(entry(state: 0x02, flags: 0x02) == nil)
    #expect(entry(state: 0x02, flags: 0, octets: [0x33, 0x33, 0, 0, 0, 1]) == nil)
    #expect(entry(state: 0x02, flags: 0, index: 2) == nil)
    #expect(entry(state: 0x02, flags: 0, index: 9) == nil)
  }

  @Test("every shorter answer is no entry")
  func prefixes() throws {
    var message = NetlinkMessage(type: 28, flags: [], header: [7, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0])
    message.append(2, [2, 0, 0, 0, 0, 0x78])
    message.append(9, native: Int32(2))
    for count in 0..<message.payload.count {
      let reply = NetlinkReply(type: 28, flags: 0, sequence: 1, payload: message.payload.prefix(count))
      #expect(ForwardingEntry(reply) { names[$0].flatMap { InterfaceName($0) } } == nil)
    }
  }
}
