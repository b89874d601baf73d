import Plans
import TestKit
import Testing
import Wire

@testable import HostNetwork
@testable import Netlink

/// The bytes were captured from iproute2 6.1 (`strace -e write=all ip ...`) and spaced and told by hand. The
/// order of attributes is free, so they are compared as a set.
@Suite("Requests of links, addresses, routes and neighbours")
struct NetworkRequestTests {
  let port: InterfaceName
  let bridge: Bridge

  init() throws {
    port = try #require(InterfaceName("port0"))
    bridge = Bridge(
      name: try #require(InterfaceName("br0")), port: port, address: MACAddress("02:00:00:00:00:01"),
      origin: .hand)
  }

  /// A request without its number and the order of its attributes.
  struct Shape: Equatable {
    var type: UInt16
    var flags: UInt16
    var header: [UInt8]
    var attributes: Set<[UInt8]>

    init?(_ bytes: [UInt8], header length: Int) {
      let replies = NetlinkReply.all(in: bytes)
      guard let message = replies.first, replies.count == 1 else { return nil }
      (type, flags, header) = (message.type, message.flags, Array(message.payload.prefix(length)))
      attributes = Set(message.attributes(after: length).map { Self.sorted($0) })
    }

    private static func sorted(_ attribute: NetlinkAttribute) -> [UInt8] {
      var bytes: [UInt8] = []
      bytes.append(native: attribute.rawType)
      // IFLA_LINKINFO and what it holds are sets of attributes too.
      guard [18, 2].contains(attribute.type), attribute.bytes.count > 8 else {
        return bytes + attribute.bytes
      }
      let inner = attribute.nested.map { sorted($0) }.sorted { $0.lexicographicallyPrecedes($1) }
      return bytes + (inner.isEmpty ? Array(attribute.bytes) : inner.flatMap { $0 })
    }
  }

  func expect(
    _ message: NetlinkMessage, _ header: Int, _ hex: String, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let meant = try #require(Shape(bytes(hex), header: header), sourceLocation: location)
    #expect(Shape(message.bytes(sequence: 1), header: header) == meant, sourceLocation: location)
  }

  @Test(
    "ip link add br0 txqueuelen 1001 address MAC type bridge forward_delay 0 stp_state 0 mcast_snooping 0")
  func createBridge() throws {
    try expect(
      LinkRequest.create(bridge), 16,
      """
      68000000 1000 0506 01000000 00000000  // RTM_NEWLINK, REQUEST|ACK|EXCL|CREATE
      00000000 00000000 00000000 00000000  // struct ifinfomsg
      0800 0d00 e9030000  // IFLA_TXQLEN 1001
      0a00 0100 020000000001 0000  // IFLA_ADDRESS
      0800 0300 62723000  // IFLA_IFNAME br0
      2c00 1200  // IFLA_LINKINFO
        0a00 0100 627269646765 0000  // IFLA_INFO_KIND bridge
        1c00 0200  // IFLA_INFO_DATA
          0800 0100 00000000  // IFLA_BR_FORWARD_DELAY
          0800 0500 00000000  // IFLA_BR_STP_STATE
          0500 1700 00 000000  // IFLA_BR_MCAST_SNOOPING
      """)
  }

  @Test("ip link set port0 master br9, nomaster")
  func ports() throws {
    try expect(
      LinkRequest.port(3, master: 4), 16,
      """
      28000000 1000 0500 01000000 00000000 00000000 03000000 00000000 00000000
      0800 0a00 04000000  // IFLA_MASTER
      """)
    try expect(
      LinkRequest.port(3, master: 0), 16,
      "28000000 1000 0500 01000000 00000000 00000000 03000000 00000000 00000000 0800 0a00 00000000")
  }

  @Test("bridge link set dev port0 learning off")
  func learning() throws {
    try expect(
      LinkRequest.stopLearning(3), 16,
      """
      2c000000 1300 0500 01000000 00000000  // RTM_SETLINK, REQUEST|ACK
      07 00 0000 03000000 00000000 00000000  // struct ifinfomsg: AF_BRIDGE
      0c00 0c80 0500 0800 00 000000  // IFLA_PROTINFO, IFLA_BRPORT_LEARNING
      """)
  }

  @Test("ip link set br0 addrgenmode none, by name")
  func addressGeneration() throws {
    try expect(
      LinkRequest.noLinkLocal(bridge.name), 16,
      """
      38000000 1000 0500 01000000 00000000 00000000 00000000 00000000 00000000
      0800 0300 62723000  // IFLA_IFNAME
      1000 1a00 0c00 0a00 0500 0800 01 000000  // IFLA_AF_SPEC, AF_INET6, IFLA_INET6_ADDR_GEN_MODE none
      """)
  }

  @Test(
    "ip address add 192.0.2.12/24 brd + dev port0 label port0:web metric 77 valid_lft 5000 preferred_lft 4000"
  )
  func ipv4Address() throws {
    let address = Address(
      interface: port, prefix: try #require(Prefix("192.0.2.12/24")), broadcast: IPAddress("192.0.2.255"),
      labelSuffix: ":web",
      validLifetime: 5000, preferredLifetime: 4000, metric: 77)
    try expect(
      AddressRequest.add(address, index: 3)[0], 8,
      """
      5c000000 1400 0506 01000000 00000000  // RTM_NEWADDR
      02 18 00 00 03000000  // struct ifaddrmsg: AF_INET, /24
      0800 0200 c000020c  // IFA_LOCAL
      0800 0400 c00002ff  // IFA_BROADCAST
      0e00 0300 706f7274303a77656200 0000  // IFA_LABEL
      0800 0900 4d000000  // IFA_RT_PRIORITY
      0800 0100 c000020c  // IFA_ADDRESS
      1400 0600 a00f0000 88130000 00000000 00000000  // IFA_CACHEINFO: preferred, valid
      """)
    #expect(AddressRequest.add(address, index: 3).count == 1)
    try expect(
      AddressRequest.remove(address, index: 3), 8,
      "28000000 1500 0500 01000000 00000000 02180000 03000000 0800 0200 c000020c 0800 0100 c000020c")
  }

  @Test("ip address add 2001:db8::1/64 dev port0 nodad, and then without nodad")
  func ipv6Address() throws {
    let address = Address(interface: port, prefix: try #require(Prefix("2001:db8::1/64")))
    let messages = AddressRequest.add(address, index: 3)
    try expect(
      messages[0], 8,
      """
      40000000 1400 0506 01000000 00000000
      0a 40 02 00 03000000  // AF_INET6, /64, IFA_F_NODAD
      1400 0200 20010db8000000000000000000000001
      1400 0100 20010db8000000000000000000000001
      """)
    try expect(
      messages[1], 8,
      """
      40000000 1400 0505 01000000 00000000  // REQUEST|ACK|REPLACE|CREATE
      0a 40 00 00 03000000
      1400 0200 20010db8000000000000000000000001
      1400 0100 20010db8000000000000000000000001
      """)
  }

  @Test("ip route append default via ROUTER dev port0 onlink proto dhcp src ADDRESS metric 100 table 1000")
  func ipv4Route() throws {
    let hop = Route.Hop(interface: port, gateway: IPAddress("192.0.2.254"), flags: 4)
    let route = Route(
      destination: try #require(Prefix("0.0.0.0/0")), hops: [hop], table: 1000, protocolNumber: 16,
      metric: 100,
      source: IPAddress("192.0.2.1"))
    try expect(
      RouteRequest.add(route) { _ in 3 }, 12,
      """
      44000000 1800 050c 01000000 00000000  // RTM_NEWROUTE, REQUEST|ACK|CREATE|APPEND
      02 00 00 00 00 10 00 01 04000000  // struct rtmsg: proto dhcp, unicast, RTNH_F_ONLINK
      0800 0500 c00002fe  // RTA_GATEWAY
      0800 0700 c0000201  // RTA_PREFSRC
      0800 0600 64000000  // RTA_PRIORITY
      0800 0f00 e8030000  // RTA_TABLE
      0800 0400 03000000  // RTA_OIF
      """)
  }

  @Test("ip route append 10.23.0.0/16 with two nexthops; ip leaves rtm_scope and the ways' flags the same")
  func multipath() throws {
    let ways = [
      Route.Hop(interface: port, gateway: IPAddress("192.0.2.8"), weight: 2, flags: 4),
      Route.Hop(interface: port, gateway: nil),
    ]
    try expect(
      RouteRequest.add(Route(destination: try #require(Prefix("10.23.0.0/16")), hops: ways)) { _ in 3 }, 12,
      """
      40000000 1800 050c 01000000 00000000
      02 10 00 00 fe 04 00 01 00000000  // table main by its number
      0800 0100 0a170000  // RTA_DST
      1c00 0900  // RTA_MULTIPATH
        1000 04 02 03000000  // struct rtnexthop: onlink, weight 3
          0800 0500 c0000208  // RTA_GATEWAY
        0800 00 00 03000000
      """)
  }

  @Test("ip -6 route add default via fe80::1 dev port0 proto ra metric 1024 expires 1800 pref high")
  func ipv6Route() throws {
    let hop = Route.Hop(interface: port, gateway: IPAddress("fe80::1"))
    let route = Route(
      destination: try #require(Prefix("::/0")), hops: [hop], protocolNumber: 9, metric: 1024, expires: 1800,
      attributes: [Route.Attribute(type: 20, bytes: [1])])
    try expect(
      RouteRequest.add(route) { _ in 3 }, 12,
      """
      50000000 1800 0504 01000000 00000000  // without EXCL, which would refuse a like route by another way
      0a 00 00 00 fe 09 00 01 00000000
      1400 0500 fe800000000000000000000000000001
      0800 0600 00040000  // RTA_PRIORITY
      0800 1700 08070000  // RTA_EXPIRES
      0500 1400 01 000000  // RTA_PREF high
      0800 0400 03000000
      """)
  }

  @Test("what cuts the machine off when half done is one system call; what is taken back too")
  func batches() throws {
    let address = Address(interface: port, prefix: try #require(Prefix("192.0.2.1/24")))
    let up: [Change] = [
      .createBridge(bridge), .addAddress(address.moved(to: bridge.name)),
      .enslave(port: port, bridge: bridge.name), .removeAddress(address),
    ]
    #expect(NetworkApplier.batches(up, undoing: false) == [0..<1, 1..<2, 2..<4])
    #expect(NetworkApplier.batches(Plan(up).undone.changes, undoing: true) == [0..<3, 3..<4])
    let down: [Change] = [
      .addAddress(address), .removeAddress(address.moved(to: bridge.name)),
      .release(port: port, bridge: bridge.name), .deleteBridge(bridge),
    ]
    #expect(NetworkApplier.batches(down, undoing: false) == [0..<1, 1..<3, 3..<4])
  }
}
