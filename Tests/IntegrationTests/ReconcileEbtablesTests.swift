import Foundation
import TestKit
import Testing

@Suite("The daemon, and others who change ebtables", .serialized, .enabled(if: Namespace.isPrivate))
struct ReconcileEbtablesTests {
  private func chain() throws -> String { try Tool.run(["ebtables", "-L", "--Lmac2"]) }

  private var isBlocked: Bool {
    get throws {
      let listing = try chain()
      return listing.contains("-s \(CommandHost.flooder) ") && listing.contains("-j DHCPWARD")
    }
  }

  /// Of the tables of ebtables-legacy the kernel tells nothing: they are looked at every five seconds.
  private static let isLegacy = (try? Tool.run(["ebtables", "-V"]).contains("legacy")) == true
  private static let commands =
    ["ebtables -F", "ebtables -D INPUT -j DHCPWARD"] + (isLegacy ? [] : ["nft flush ruleset"])
  private static let allowance = ReconcileHost.allowance / 1000 + (isLegacy ? 6 : 0)

  @Test(
    "a flush of ebtables, or of everything, is put back, and the rules of others stay as they are",
    arguments: commands)
  func flushed(command: String) throws {
    let host = try CommandHost()
    try Tool.run(["ebtables", "-A", "FORWARD", "-s", "02:00:00:00:00:55", "-j", "DROP"])
    let daemon = try Daemon("--interface port0 --dialect ebtables").guarding()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    let words = command.split(separator: " ").map(String.init)
    _ = try Tool.answer(words)
    let start = Date()
    let limit = start + Self.allowance + 5
    while try !isBlocked || !daemon.log.contains("put back"), Date() < limit { usleep(1000) }
    let took = Int(Date().timeIntervalSince(start) * 1000)
    print("back \(took) ms after: \(command)")
    #expect(try isBlocked, "\(daemon.log)")
    #expect(try daemon.says("put back"))
    #expect(try chain().contains("02:00:00:00:00:55") == command.contains("-D"))
    #expect(daemon.stop() == 0)
    #expect(try !chain().contains("DHCPWARD"))
  }

  @Test("who is unblocked by hand passes, and his rule is not put back")
  func pardoned() throws {
    let host = try CommandHost()
    let daemon = try Daemon("--interface port0 --dialect ebtables").guarding()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try Program.succeed("unblock \(CommandHost.flooder)")
    #expect(try daemon.says("unblocked \(CommandHost.flooder) by hand"))
    usleep(200_000)
    #expect(try !isBlocked)
    #expect(daemon.stop() == 0)
  }
}
