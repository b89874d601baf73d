import CNetlink
import Glibc
import Plans
import TestKit
import Testing
import Wire

@testable import HostNetwork
@testable import Netlink

/// What is left to libnl-route and what is not goes by this. It is version 3.7.0 that is tested: where a later one fails
/// here by knowing more, more can be left to it.
@Suite("What libnl-route reads, and what it drops")
struct RouteLibraryTests {
  private typealias Build = (OpaquePointer, Int32, UnsafeMutablePointer<OpaquePointer?>) -> Int32

  private let port: InterfaceName

  init() throws { port = try #require(InterfaceName("port0")) }

  private func reply(_ message: NetlinkMessage) throws -> NetlinkReply {
    try #require(NetlinkReply.all(in: message.bytes(sequence: 1)).first)
  }

  /// The attributes of a message once the library has read it and wrote it again.
  private func kept(_ message: NetlinkMessage, header: Int, _ build: Build) throws -> NetlinkAttributes {
    guard let object = RouteObject(try reply(message)) else {
      Issue.record("the library does not understand it")
      return NetlinkAttributes([])
    }
    return try reply(NetlinkMessage { build(object.pointer, $0, $1) }).attributes(after: header)
  }

  private func lost(_ message: NetlinkMessage, header: Int, _ build: Build) throws -> Set<UInt16> {
    let before = Set(try reply(message).attributes(after: header).map(\.type))
    return before.subtracting(try kept(message, header: header, build).map(\.type))
  }

  @Test("of an address it drops the metric of its route and who made it")
  func address() throws {
    let address = Address(
      interface: port, prefix: try #require(Prefix("192.0.2.12/24")), broadcast: IPAddress("192.0.2.255"),
      labelSuffix: ":web", validLifetime: 5000, preferredLifetime: 4000, origin: 3, metric: 77)
    let lost = try lost(AddressRequest.add(address, index: 3)[0], header: 8) {
      rtnl_addr_build_add_request($0, $1, $2)
    }
    #expect(lost == [UInt16(IFA_RT_PRIORITY), UInt16(IFA_PROTO)])
  }

  @Test("of a route it drops when it expires, its mark, a router's preference and the nexthop object")
  func route() throws {
    let names = [RTA_PREF, RTA_NH_ID, RTA_MARK, RTA_EXPIRES].map { UInt16($0.rawValue) }
    let route = Route(
      destination: try #require(Prefix("2001:db8::/32")),
      hops: [Route.Hop(interface: port, gateway: IPAddress("fe80::1"))], protocolNumber: 9, metric: 1024,
      expires: 1800,
      attributes: names.dropLast().map {
        Route.Attribute(type: $0, bytes: $0 == UInt16(RTA_PREF.rawValue) ? [1] : [1, 0, 0, 0])
      })
    let lost = try lost(RouteRequest.add(route) { _ in 3 }, header: 12) {
      rtnl_route_build_add_request($0, $1, $2)
    }
    #expect(lost == Set(names))
  }

  @Test("of a neighbour it drops that it is managed, who made it and how old it is")
  func neighbour() throws {
    let neighbour = Neighbour(
      interface: port, address: try #require(IPAddress("192.0.2.77")), mac: MACAddress("02:00:00:00:00:77"),
      protocolNumber: 5, isManaged: true)
    var message = NeighbourRequest.add(neighbour, index: 3)
    message.append(UInt16(NDA_CACHEINFO), [UInt8](repeating: 1, count: 16))
    let lost = try lost(message, header: 12) { rtnl_neigh_build_add_request($0, $1, $2) }
    #expect(lost == [UInt16(NDA_CACHEINFO), UInt16(NDA_PROTOCOL), UInt16(NDA_FLAGS_EXT)])
  }

  @Test("of what a bridge has learnt it writes no bridge, by which the kernel is asked for it")
  func learnt() throws {
    let mac = try #require(MACAddress("02:00:00:00:00:78"))
    var message = NetlinkMessage(type: UInt16(RTM_NEWNEIGH), header: [])
    message.append(raw: ForwardingReader.get(mac, vlan: 12, on: 2).payload)
    let lost = try lost(message, header: 12) { rtnl_neigh_build_add_request($0, $1, $2) }
    #expect(lost == [UInt16(NDA_MASTER)])
  }

  @Test("of a link it drops the permanent address, and of a bridge whatever it was made with")
  func link() throws {
    var message = NetlinkMessage(
      type: UInt16(RTM_NEWLINK), header: [UInt8](repeating: 0, count: 16))
    message.append(UInt16(IFLA_IFNAME), text: "br0")
    message.append(UInt16(IFLA_PERM_ADDRESS), [2, 0, 0, 0, 0, 2])
    message.nest(UInt16(IFLA_LINKINFO)) {
      $0.append(UInt16(IFLA_INFO_KIND), text: "bridge")
      $0.nest(UInt16(IFLA_INFO_DATA)) { $0.append(UInt16(IFLA_BR_STP_STATE), native: UInt32(0)) }
    }
    let kept = try kept(message, header: 16) { rtnl_link_build_add_request($0, $1, $2) }
    #expect(kept[UInt16(IFLA_IFNAME)]?.text == "br0")
    #expect(kept[UInt16(IFLA_PERM_ADDRESS)] == nil)
    let info = kept[UInt16(IFLA_LINKINFO)]?.nested
    #expect(info?[UInt16(IFLA_INFO_KIND)]?.text == "bridge")
    #expect(info?[UInt16(IFLA_INFO_DATA)] == nil)
  }

  @Test("a notice of how a network card forwards between its own ports it refuses as a whole")
  func refused() throws {
    var message = NetlinkMessage(
      type: UInt16(RTM_NEWLINK), flags: [],
      header: [UInt8(AF_BRIDGE), 0, 1, 0, 3] + [UInt8](repeating: 0, count: 11))
    message.append(UInt16(IFLA_IFNAME), text: "port0")
    #expect(isRead(try reply(message)))
    message.nest(UInt16(IFLA_AF_SPEC)) {
      $0.append(UInt16(IFLA_BRIDGE_MODE), native: UInt16(BRIDGE_MODE_VEPA))
    }
    #expect(!isRead(try reply(message)))
    var notices = NetworkNotices(names: [port])
    #expect(notices.concerns(try reply(message)))
  }

  @Test("for a link by its name it asks with all that a card has of virtual ones")
  func get() throws {
    let request = try reply(NetlinkMessage { _, place in rtnl_link_build_get_request(0, "port0", place) })
    let mask = request.attributes(after: 16)[UInt16(IFLA_EXT_MASK)]?.native(UInt32.self)
    #expect(mask == 1)  // RTEXT_FILTER_VF
  }

  @Test("a name that is too long it shortens without a word, and of two refusals it makes one")
  func coarse() throws {
    let object = RouteObject(rtnl_link_alloc())
    rtnl_link_set_name(object.pointer, "twentycharactersname")
    let request = try reply(NetlinkMessage { rtnl_link_build_add_request(object.pointer, $0, $1) })
    #expect(request.attributes(after: 16)[UInt16(IFLA_IFNAME)]?.text == "twentycharacter")
    #expect(nl_syserr2nlerr(ELOOP) == nl_syserr2nlerr(ENETUNREACH))
  }

  @Test("a neighbour is read or not, whatever the octets are")
  func noise() {
    var random = SeededRandom(seed: 7)
    var count = 0
    for _ in 0..<20_000 {
      var payload: [UInt8] = [Bool.random(using: &random) ? 7 : 2, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0]
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        let length = Int.random(in: 0...24, using: &random)
        let isLie = Int.random(in: 0..<8, using: &random) == 0
        payload.append(native: UInt16(isLie ? Int.random(in: 0...80, using: &random) : 4 + length))
        payload.append(native: UInt16.random(in: 0...17, using: &random))
        payload += random.octets((length + 3) & ~3)
      }
      let cut = payload.prefix(Int.random(in: 0...payload.count, using: &random))
      let reply = NetlinkReply(type: UInt16(RTM_NEWNEIGH), flags: 0, sequence: 1, payload: cut)
      if KernelNeighbour(reply) != nil { count += 1 }
    }
    #expect(count > 1000)
  }

  private func isRead(_ reply: NetlinkReply) -> Bool { RouteObject(reply) != nil }
}
