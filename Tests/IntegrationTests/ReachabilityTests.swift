import Foundation
import TestKit
import Testing

/// Gateways are asked before the host moves to a bridge and afterwards; worse is taken back at once.
@Suite("A bridge that cuts off the gateway", .serialized, .enabled(if: Namespace.isPrivate))
struct ReachabilityTests {
  /// A host whose gateways are the peer, in both families.
  private func host() throws -> CommandHost {
    let host = try CommandHost()
    try Tool.ip("route add default via 192.0.2.2 dev port0")
    try Tool.ip("-6 route add default via 2001:db8::2 dev port0")
    return host
  }

  private static let droppingAll = "policy drop; }"
  private static let droppingIP = "policy accept; }; add rule bridge admin in ether type ip drop"

  private func filter(_ rule: String) throws {
    try Tool.run([
      "nft",
      "add table bridge admin; add chain bridge admin in { type filter hook input priority 0; \(rule)",
    ])
  }

  @Test(
    "is taken back within two seconds, and says what no longer answers",
    arguments: [
      ("bridge up --port port0", droppingAll, "answered before and does not any more"),
      ("bridge up --port port0", droppingIP, "still answers ARP or ND, but no ping"),
      ("bridge up --port port0 --confirm 60s", droppingAll, "answered before and does not any more"),
      (
        "block 02:00:00:00:00:99 --interface port0 --mode bridge", droppingAll,
        "answered before and does not any more"
      ),
      ("watch --interface port0 --mode bridge", droppingAll, "answered before and does not any more"),
    ])
  func takenBack(words: String, rule: String, complaint: String) throws {
    let host = try host()
    try filter(rule)
    let before = try host.picture()
    let errors = Pipe()
    let program = try Tool.start(
      [Program.dhcpward] + words.split(separator: " ").map(String.init), errors: errors)
    var up: Date?
    while program.isRunning, up == nil || if_nametoindex("br0") != 0 {
      if up == nil, if_nametoindex("br0") != 0 { up = Date() }
      usleep(500)
    }
    let took = -(try #require(up)).timeIntervalSinceNow
    #expect(program.terminationStatus == 69)
    let said = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    #expect(said.contains(complaint), "\(said)")
    #expect(said.contains("all of it was taken back"))
    #expect(said.split(separator: "\n").count == 1)
    print("dhcpward \(words): taken back \(took) s after the bridge was there")
    #expect(took < 2)
    #expect(try host.difference(before) == [])
    #expect(host.isReachable)
  }

  @Test("a gateway that was silent before is no reason, and is not waited for afterwards")
  func silent() throws {
    let host = try CommandHost()
    try Tool.ip("route add default via 192.0.2.200 dev port0")
    let before = try host.picture()
    let start = Date()
    #expect(try Program.succeed("bridge up --port port0").hasPrefix("built br0 over port0"))
    #expect(-start.timeIntervalSinceNow < 1.5)
    try Program.succeed("bridge down --port port0")
    #expect(try host.difference(before) == [])
  }

  @Test("gateways that answer cost next to no time, whatever the neighbour table knew of them")
  func quick() throws {
    let host = try host()
    for state in ["stale", "none", "failed", "permanent"] {
      try Tool.ip("neighbour flush dev port0")
      if state != "none" {
        let mac = state == "failed" ? "" : " lladdr \(CommandHost.peerAddress)"
        try Tool.ip("neighbour replace 192.0.2.2\(mac) dev port0 nud \(state)")
      }
      let before = try host.picture()
      let start = Date()
      try Program.succeed("bridge up --port port0")
      print("bridge up, gateway \(state): \(-start.timeIntervalSinceNow) s")
      #expect(-start.timeIntervalSinceNow < 1, "\(state)")
      try Program.succeed("bridge down --port port0")
      #expect(try host.difference(before) == [], "\(state)")
    }
  }

  @Test("the next hop of the caller's ssh session counts as well")
  func session() throws {
    let host = try CommandHost()
    try filter(Self.droppingAll)
    let before = try host.picture()
    let answer = try Program.run(
      "bridge up --port port0", wrapper: ["env", "SSH_CONNECTION=192.0.2.2 50000 192.0.2.1 22"])
    #expect(answer.status == 69)
    #expect(answer.complaint.contains("192.0.2.2 answered before"))
    #expect(try host.difference(before) == [])
  }
}
