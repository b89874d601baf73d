import Glibc
import Netlink
import TestKit
import Testing
import Wire

@testable import HostNetwork

@Suite("Asking the kernel for the way", .serialized, .enabled(if: Namespace.isPrivate))
struct RouteLookupTests {
  @Test(
    "no route, and a route that leads nowhere on purpose, are no gateway and no error",
    arguments: ["", "blackhole", "unreachable", "prohibit", "throw"])
  func nowhere(type: String) throws {
    let socket = try NetlinkSocket(.route)
    for (family, network, text) in [
      ("-4", "198.51.100.0/24", "198.51.100.7"), ("-6", "2001:db8:77::/48", "2001:db8:77::7"),
    ] {
      if !type.isEmpty { try Tool.ip("\(family) route add \(type) \(network)") }
      defer { if !type.isEmpty { _ = try? Tool.ip("\(family) route delete \(type) \(network)") } }
      let answer = try RouteLookup.answer(to: try #require(IPAddress(text)), socket)
      #expect(answer?.isGateway != true, "\(text)")
    }
  }

  @Test("any other refusal of the kernel's is an error, not a machine without a gateway")
  func errors() {
    let isNowhere = [EPERM, ENOBUFS, ENOMEM, EINTR, EMSGSIZE].map { RouteLookup.isUnreachable($0) }
    #expect(isNowhere == [false, false, false, false, false])
  }

  @Test("the next hop is the gateway, also one of the other family, or on the link the destination itself")
  func ways() throws {
    let peer = try Namespace()
    try peer.connect("port0", to: "peer0")
    defer { _ = try? Tool.ip("link delete port0") }
    try Tool.ip("address add 192.0.2.1/24 dev port0")
    try Tool.ip("address add 2001:db8::1/64 dev port0 nodad")
    try Tool.ip("route add 198.51.100.0/24 via 192.0.2.2 dev port0")
    try Tool.ip("route add 203.0.113.0/24 via inet6 fe80::2 dev port0")
    let socket = try NetlinkSocket(.route)
    for (far, hop, isGateway) in [
      ("198.51.100.7", "192.0.2.2", true), ("203.0.113.7", "fe80::2", true),
      ("192.0.2.7", "192.0.2.7", false), ("2001:db8::7", "2001:db8::7", false),
    ] {
      let answer = try RouteLookup.answer(
        to: try #require(IPAddress(far)), from: IPAddress("192.0.2.1"), socket)
      #expect(answer?.address == IPAddress(hop))
      #expect(answer?.isGateway == isGateway)
    }
    // An address that is not this machine's is no source.
    let stranger = try RouteLookup.answer(
      to: try #require(IPAddress("198.51.100.7")), from: IPAddress("192.0.2.99"), socket)
    #expect(stranger == nil)
  }
}
