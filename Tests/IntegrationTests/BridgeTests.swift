import Plans
import TestKit
import Testing
import Wire

@testable import Host
@testable import HostNetwork

@Suite("The single-port bridge on a real kernel", .serialized, .enabled(if: Namespace.isPrivate))
struct BridgeTests {
  @Test("up and down leave addresses, routes of all tables, neighbours, MAC and MTU as they were")
  func upAndDown() throws {
    let host = try BridgeHost()
    let before = try host.picture()
    try host.up()
    let network = try host.applier.network()
    let bridge = try #require(network[host.bridge.name])
    #expect(bridge.address == host.bridge.address)
    #expect(bridge.mtu == 9000)
    #expect(bridge.alias == "dhcpward hand port0")
    #expect(network[host.bridge.port]?.master == host.bridge.name)
    #expect(network.addresses.allSatisfy { $0.interface != host.bridge.port || $0.isLinkLocal })
    #expect(network.routes.filter { $0.leaves(by: host.bridge.port) } == [])
    #expect(!network.neighbours.contains { $0.interface == host.bridge.port })
    try host.peer.run("ping", "-c3", "-i0.3", "-W2", "192.0.2.1")
    try host.peer.run("ping", "-c3", "-i0.3", "-W2", "2001:db8::11")
    try host.down()
    try host.expect(before)
    try host.peer.run("ping", "-c3", "-i0.3", "-W2", "192.0.2.12")
  }

  @Test("on the bridge everything is listed as it was on the port, but for the name")
  func sameOnBridge() throws {
    let host = try BridgeHost()
    func essence(_ lines: [String], of name: String) -> [String] {
      lines.filter { $0.contains("port0") || $0.contains("br0") || $0.contains("_lft") }
        .filter { !$0.contains("link/") && !$0.contains("mtu 9000 qdisc") && !$0.contains(" fe80::") }
        .filter { !$0.hasPrefix("fe80::/64") && !$0.contains("ff00::/8") && !$0.contains("mcast_flood") }
        .map { $0.replacing("br0", with: "port0") }.sorted()
    }
    let before = essence(try host.picture(), of: "port0").filter { !$0.contains("local fe80") }
    try host.up()
    let after = essence(try host.picture(), of: "br0").filter { !$0.contains("local fe80") }
    #expect(Set(before).subtracting(after) == [])
    try host.down()
  }

  @Test("planned twice, the second plan is empty; up and down alike")
  func idempotent() throws {
    let host = try BridgeHost()
    try host.up()
    #expect(try BridgePlanner.up(host.bridge, network: try host.applier.network()).isEmpty)
    try host.down()
    #expect(try BridgePlanner.down(host.bridge, network: try host.applier.network()).isEmpty)
  }

  @Test("whatever fails, at the end or in the middle, all is as before")
  func rollBack() throws {
    let host = try BridgeHost()
    let before = try host.picture()
    let plan = try BridgePlanner.up(host.bridge, network: try host.applier.network())
    let port = host.bridge.port
    let unreachable = Route(
      destination: try #require(Prefix("10.66.0.0/16")),
      hops: [Route.Hop(interface: port, gateway: IPAddress("10.77.0.1"))])
    for position in [plan.changes.count, plan.changes.count / 2, 1, 0] {
      var broken = plan
      broken.changes.insert(.addRoute(unreachable), at: position)
      let error = #expect(throws: ApplyError.self) { try host.applier.apply(broken) }
      #expect(error?.position == position)
      #expect(error?.remaining.isEmpty == true)
      let words = error.map { "\($0)" } ?? ""
      let isTold = words.contains("add route 10.66.0.0/16 by port0 in table 254: Network is unreachable")
      #expect(isTold, "\(words)")
      try host.expect(before)
    }
    try host.up()
    let down = try BridgePlanner.down(host.bridge, network: try host.applier.network())
    let bridged = try host.picture()
    var broken = down
    broken.changes.insert(.addRoute(unreachable), at: down.changes.count - 1)
    #expect(throws: ApplyError.self) { try host.applier.apply(broken) }
    try host.expect(bridged)
    try host.down()
    try host.expect(before)
  }

  @Test("a bridge cut off between two system calls, up or down, is completed by up and removed by down")
  func halfDone() throws {
    let host = try BridgeHost()
    let before = try host.picture()
    let up = try BridgePlanner.up(host.bridge, network: try host.applier.network())
    try host.applier.apply(up)
    let bridged = try host.pictureWithoutIndexes()
    let down = try BridgePlanner.down(host.bridge, network: try host.applier.network())
    try host.applier.apply(down)
    let cuts = { (plan: Plan) in
      NetworkApplier.batches(plan.changes, undoing: false).map { Plan(Array(plan.changes[..<$0.upperBound])) }
    }
    for cut in cuts(up) {
      try host.applier.apply(cut)
      try host.up()
      let completed = try host.pictureWithoutIndexes()
      #expect(completed == bridged, "up, cut after \(cut.changes.count)")
      try host.down()
      try host.applier.apply(cut)
      try host.down()
      let removed = try host.difference(before)
      #expect(removed == [], "up, cut after \(cut.changes.count)")
    }
    for cut in cuts(down) {
      try host.up()
      try host.applier.apply(cut)
      try host.down()
      let removed = try host.difference(before)
      #expect(removed == [], "down, cut after \(cut.changes.count)")
      try host.up()
      try host.applier.apply(cut)
      try host.up()
      let completed = try host.pictureWithoutIndexes()
      #expect(completed == bridged, "down, cut after \(cut.changes.count)")
      try host.down()
    }
  }
}
