import Foundation
import TestKit
import Testing

/// What outlives the daemon, and what does not come again.
@Suite("The daemon's memory", .serialized, .enabled(if: Namespace.isPrivate))
struct StateTests {
  private func blocked() throws -> [String: BlockedSet.Element] {
    let all = try ["blocked_dhcp", "blocked_all"].flatMap { try BlockedSet.elements($0) }
    return Dictionary(uniqueKeysWithValues: all.map { ($0.mac, $0) })
  }

  @Test(
    "blocks stand again after a stop, a kill and a reboot, for what is left of their time",
    arguments: ["stop", "kill", "reboot"])
  func survives(_ end: String) throws {
    let host = try CommandHost()
    let settings = try SettingsOnDisk()
    let before = try host.picture()
    var daemon = try settings.daemon()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try Program.succeed("block \(CommandHost.other) --for 1h --interface port0")
    try Program.succeed("block 02:00:00:00:00:55 --for 1h --interface port0")
    try Program.succeed("block 02:00:00:00:00:56 --for 2s --interface port0")
    try Program.succeed("unblock 02:00:00:00:00:55")
    if end == "stop" { #expect(daemon.stop() == 0) } else { _ = daemon.stop(SIGKILL) }
    if end == "reboot" {
      try Tool.run(["nft", "flush", "ruleset"])
      try Program.succeed("bridge down --port port0")
    }
    sleep(3)
    daemon = try settings.daemon()
    let blocked = try blocked()
    #expect(blocked.keys.sorted() == [CommandHost.other, CommandHost.flooder])
    #expect((200..<298).contains(blocked[CommandHost.flooder]?.expires ?? 0), "\(blocked)")
    #expect((3500..<3598).contains(blocked[CommandHost.other]?.expires ?? 0), "\(blocked)")
    #expect(blocked[CommandHost.flooder]?.comment?.contains("20 messages in 5 s") == true)
    try Program.succeed("unblock --all")
    #expect(daemon.stop() == 0)
    try Program.succeed("unblock --all")
    #expect(try host.difference(before) == [])
  }

  @Test("who was blocked before is blocked for longer, though the daemon was started anew in between")
  func strikes() throws {
    let host = try CommandHost()
    let settings = try SettingsOnDisk("[interface.port0]\nban = \"2s\"\n")
    var daemon = try settings.daemon()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("unblocked \(CommandHost.flooder): its time is over"))
    #expect(daemon.stop() == 0)
    daemon = try settings.daemon()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder) for 4 s (2nd time)"))
    #expect(daemon.stop() == 0)
  }

  @Test("without a place to write, or with rubbish in it, the daemon says so and guards all the same")
  func unwritable() throws {
    let host = try CommandHost()
    let settings = try SettingsOnDisk()
    try Data("this is no database".utf8).write(to: URL(fileURLWithPath: settings.state))
    for words in ["", "--state /proc/no/such/dhcpward.db"] {
      let daemon = try settings.daemon(words)
      try host.flood("-r 200 -n 60")
      #expect(try daemon.says("blocked \(CommandHost.flooder)"))
      #expect(try daemon.says("ledger: "), "\(daemon.log)")
      try Program.succeed("unblock --all")
      #expect(daemon.stop() == 0)
    }
  }

  @Test("who is allowed is never blocked, also after a restart, until that is taken back")
  func allowed() throws {
    let host = try CommandHost()
    let settings = try SettingsOnDisk()
    var daemon = try settings.daemon()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    #expect(try Program.succeed("allow \(CommandHost.flooder)") == "allowed \(CommandHost.flooder)\n")
    #expect(try blocked().isEmpty)
    #expect(try Program.run("block \(CommandHost.flooder) --interface port0").status == 65)
    #expect(daemon.stop() == 0)
    daemon = try settings.daemon()
    #expect(try Program.succeed("allow") == "\(CommandHost.flooder)\n")
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("spared \(CommandHost.flooder) (allow-listed)"))
    try Program.succeed("allow \(CommandHost.flooder) --remove")
    try Program.succeed("block \(CommandHost.flooder) --interface port0")
    try Program.succeed("unblock --all")
    #expect(daemon.stop() == 0)
  }
}
