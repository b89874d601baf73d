import Plans
import TestKit
import Testing
import Wire

@testable import HostNetwork
@testable import Netlink

extension NetworkRequestTests {
  @Test("ip neighbour replace 192.0.2.77 lladdr MAC dev port0 nud permanent")
  func neighbour() throws {
    let neighbour = Neighbour(
      interface: port, address: try #require(IPAddress("192.0.2.77")),
      mac: MACAddress("02:00:00:00:00:77"))
    try expect(
      NeighbourRequest.add(neighbour, index: 3), 12,
      """
      30000000 1c00 0505 01000000 00000000
      02 00 0000 03000000 8000 00 00  // struct ndmsg: NUD_PERMANENT
      0800 0100 c000024d  // NDA_DST
      0a00 0200 020000000077 0000  // NDA_LLADDR
      """)
    try expect(
      NeighbourRequest.remove(neighbour, index: 3), 12,
      "24000000 1d00 0500 01000000 00000000 02 00 0000 03000000 8000 00 00 0800 0100 c000024d")
  }

  @Test("a neighbour that is known is copied to another interface, stale, and a router's mark with it")
  func copy() throws {
    let told = NeighbourRequest.add(
      try #require(IPAddress("fe80::1")), index: 3, state: 0x02, flags: 0x80,
      hardware: [2, 0, 0, 0, 0, 0x77], [])
    let reply = try #require(NetlinkReply.all(in: told.bytes(sequence: 1)).first)
    #expect(NeighbourCache.copy(reply, from: 4, to: 5) == nil)
    try expect(
      try #require(NeighbourCache.copy(reply, from: 3, to: 5)), 12,
      """
      3c000000 1c00 0506 01000000 00000000  // REQUEST|ACK|EXCL|CREATE
      0a 00 0000 05000000 0400 80 00  // struct ndmsg: NUD_STALE, NTF_ROUTER
      1400 0100 fe800000000000000000000000000001
      0a00 0200 020000000077 0000
      """)
  }
}
