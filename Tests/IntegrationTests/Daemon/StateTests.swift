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

  @Test(
    "what is unblocked while no daemon runs is not blocked again by the next one", arguments: [true, false])
  func unblockedWithout(all: Bool) throws {
    let host = try CommandHost()
    let settings = try SettingsOnDisk()
    var daemon = try settings.daemon()
    try Program.succeed("block \(CommandHost.other) --interface port0")
    _ = daemon.stop(SIGKILL)
    let said = try Program.succeed(
      "unblock \(all ? "--all" : CommandHost.other) --config \(settings.file)")
    #expect(said == "unblocked \(CommandHost.other)\n")
    daemon = try settings.daemon()
    #expect(try blocked().isEmpty)
    #expect(daemon.stop() == 0)
    withExtendedLifetime(host) {}
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
      let trouble = words.isEmpty ? "it was set aside as" : "state is kept in memory alone"
      #expect(try daemon.says(trouble), "\(daemon.log)")
      try Program.succeed("unblock --all")
      #expect(daemon.stop() == 0)
    }
  }

  @Test("what was chosen beside a server is chosen again at boot, when the server is not there yet")
  func chosen() throws {
    let host = try CommandHost()
    let settings = try SettingsOnDisk("[interface.port0]\n")
    let server = try Tool.start([
      "python3", "-c",
      "import socket, time; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('', 67)); time.sleep(60)",
    ])
    let deadline = Date() + 10
    while try !Tool.run(["ss", "-Hlnu", "sport", "=", ":67"]).contains(":67"), Date() < deadline {
      usleep(10_000)
    }
    var daemon = try settings.daemon()
    #expect(try daemon.says("mode netdev"))
    #expect(daemon.stop() == 0)
    server.send(SIGKILL)
    server.waitUntilExit()
    daemon = try settings.daemon()
    #expect(
      daemon.log.contains("mode netdev") && daemon.log.contains("it was chosen before"), "\(daemon.log)")
    #expect(daemon.stop() == 0)
    #expect(host.isReachable)
  }

  @Test("what was unblocked just before a kill does not stand again, though the kernel was not told any more")
  func renounced() throws {
    let host = try CommandHost()
    let settings = try SettingsOnDisk()
    var daemon = try settings.daemon()
    try Program.succeed("block \(CommandHost.other) \(CommandHost.flooder) --interface port0")
    try Program.succeed("unblock \(CommandHost.other)")
    _ = daemon.stop(SIGKILL)
    // As if the kernel had kept it, and as somebody who blocks anew while no daemon runs.
    sleep(2)
    try nft(
      "add element bridge dhcpward blocked_all { \(CommandHost.other) comment \"hand 2026-01-01T00:00:00Z old\" }"
    )
    try Program.succeed("unblock \(CommandHost.flooder)")
    try Program.succeed("block \(CommandHost.flooder) --interface port0 --for 9m")
    daemon = try settings.daemon()
    #expect(try blocked().keys.sorted() == [CommandHost.flooder])
    try Program.succeed("unblock --all")
    #expect(daemon.stop() == 0)
    withExtendedLifetime(host) {}
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
