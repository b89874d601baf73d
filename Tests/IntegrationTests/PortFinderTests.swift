import HostNetwork
import Placement
import Plans
import System
import TestKit
import Testing
import Wire

/// Where a source is on a bridge that has learnt very many others.
@Suite("Looking for a source's port", .serialized, .enabled(if: Namespace.isPrivate))
struct PortFinderTests {
  private static let links = ["findbr", "findport", "findwire"]

  private static func cleanUp() { for link in links { _ = try? Tool.ip("link delete \(link)") } }

  private func build(_ options: String) throws -> InterfaceName {
    Self.cleanUp()
    try Tool.ip("link add findbr type bridge stp_state 0 forward_delay 0\(options)")
    try Tool.ip("link add findport type veth peer name findwire")
    try Tool.ip("link set findport master findbr")
    for link in Self.links { try Tool.ip("link set \(link) up") }
    return try #require(InterfaceName("findbr"))
  }

  @Test(
    "it is found under its VLAN, tagged or not, and what nobody knows costs no list of all",
    arguments: [true, false])
  func lookups(filters: Bool) throws {
    defer { Self.cleanUp() }
    // Not every kernel has bridges that filter by VLAN (CONFIG_BRIDGE_VLAN_FILTERING); the stock ones have.
    guard let bridge = filters ? try? build(" vlan_filtering 1") : try build("") else { return }
    if filters {
      try Tool.run("bridge vlan add dev findport vid 20 pvid untagged".split(separator: " ").map(String.init))
      try Tool.run("bridge vlan add dev findport vid 30".split(separator: " ").map(String.init))
      try Tool.run("bridge vlan add dev findbr vid 20 untagged self".split(separator: " ").map(String.init))
      try Tool.run("bridge vlan add dev findbr vid 30 self".split(separator: " ").map(String.init))
    }
    let (plain, tagged) = ("02:00:00:00:07:01", "02:00:00:00:07:02")
    try Tool.run([Program.flooder, "-i", "findwire", "-s", plain, "-n", "1"])
    try Tool.run([Program.flooder, "-i", "findwire", "-s", tagged, "-v", "30", "-n", "1"])
    try Tool.run([Program.flooder, "-i", "findwire", "-S", "-n", "10000"])
    let finder = try PortFinder()
    let port = Whereabouts(port: try #require(InterfaceName("findport")))
    let (first, second) = (try #require(MACAddress(plain)), try #require(MACAddress(tagged)))
    #expect(try finder.whereabouts(of: first, vlan: nil, on: bridge) == port)
    #expect(try finder.whereabouts(of: second, vlan: VLANID(tagControl: 30), on: bridge) == port)
    #expect(try finder.whereabouts(of: second, on: [bridge]) == port)
    // Some 10,000 are known: listing them but once would take longer than all of these.
    let begin = SystemClock.boot
    for number in 0..<200 as Range<UInt64> {
      let nobody = MACAddress(bits: 0x02_0000_0008_0000 + number)
      #expect(try finder.whereabouts(of: nobody, vlan: nil, on: bridge) == nil)
    }
    let took = SystemClock.boot - begin
    print("200 sources that are not there took \(took)")
    let start = SystemClock.boot
    let known = try finder.map().sourceCount(at: port.port)
    print("the list of \(known) took \(SystemClock.boot - start)")
    #expect(known > 9000 && took < SystemClock.boot - start)
  }
}
