import Foundation
import TestKit
import Testing

@Suite("The daemon at a port's ingress, and others", .serialized, .enabled(if: Namespace.isPrivate))
struct ReconcileNetdevTests {
  private func isBlocked() throws -> Bool {
    let table = try Tool.answer(["nft", "list", "table", "netdev", "dhcpward"]).output
    return table.contains(CommandHost.flooder) && table.contains("hook ingress") && table.contains("port0")
      && table.components(separatedBy: "@blocked_dhcp drop").count == 2
      && table.components(separatedBy: "jump dhcp").count == 13
  }

  private func wait(_ host: CommandHost) throws -> Int {
    let start = Date()
    while try !isBlocked(), Date() < start + ReconcileHost.allowance / 1000 + 5 { usleep(500) }
    return Int(Date().timeIntervalSince(start) * 1000)
  }

  @Test("a flush is put back within 100 ms, and the flood heard at the port all the while is no escape")
  func flushed() throws {
    let host = try CommandHost()
    let daemon = try Daemon("--interface port0 --mode netdev").guarding()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try nft("flush ruleset")
    let took = try wait(host)
    print("back \(took) ms after a flush, at the port's ingress")
    #expect(try isBlocked(), "\(daemon.log)")
    #expect(Double(took) <= ReconcileHost.allowance)
    try host.flood("-r 200 -n 60")
    usleep(1_200_000)
    try host.flood("-r 200 -n 20")
    #expect(daemon.log.components(separatedBy: "put back").count == 2, "\(daemon.log)")
    #expect(daemon.stop() == 0)
    #expect(try CommandHost.ruleset() == [])
  }

  @Test("a port that goes and comes again is guarded again")
  func port() throws {
    let host = try CommandHost()
    let daemon = try Daemon("--interface port0 --mode netdev").guarding()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try Tool.ip("link delete port0")
    #expect(try daemon.says("going on when there is a port0 to listen to"))
    try host.peer.connect("port0", to: "peer0", address: "02:00:00:00:00:01")
    #expect(try daemon.says("listening to port0 again"))
    _ = try wait(host)
    #expect(try isBlocked(), "\(daemon.log)")
    try host.flood("-r 200 -n 20")
    let listing = try Tool.run(["nft", "list", "set", "netdev", "dhcpward", "blocked_dhcp"])
    #expect(try number(after: "packets ", in: listing) >= 20)
    try host.flood("-r 200 -n 60", from: CommandHost.other)
    #expect(try daemon.says("blocked \(CommandHost.other)"))
    #expect(daemon.stop() == 0)
    #expect(try CommandHost.ruleset() == [])
  }
}
