import Foundation
import TestKit
import Testing

/// One daemon for several interfaces, and its settings read again.
@Suite("The daemon and its settings", .serialized, .enabled(if: Namespace.isPrivate))
struct SeveralTests {
  // A second interface, whose peer is in this namespace, too.
  private func addPort() throws {
    try Tool.ip("link add port1 type veth peer name peer1")
    try Tool.ip("link set port1 address 02:00:00:00:00:11")
    try Tool.ip("address add 192.0.2.65/26 dev port1")
    for name in ["port1", "peer1"] { try Tool.ip("link set \(name) up") }
    // On a busy machine the kernel says late that they have a carrier, and gives them their link-local addresses then.
    let deadline = Date() + 10
    while try Tool.ip("-6 -o address show scope link").matches(of: #/: (port1|peer1) /#).count < 2,
      Date() < deadline
    {
      usleep(10_000)
    }
  }

  private func floodPort1() throws {
    try Tool.run([Program.flooder, "-i", "peer1", "-s", CommandHost.other, "-r", "200", "-n", "40"])
  }

  @Test("each interface has its own bridge and thresholds, and all are put back")
  func several() throws {
    let host = try CommandHost()
    defer { _ = try? Tool.ip("link delete port1") }
    try addPort()
    let before = try host.picture()
    let settings = try SettingsOnDisk(
      "[interface.port0]\nmode = \"bridge\"\nthreshold = [\"1000/5s\"]\n[interface.port1]\nthreshold = [\"10/5s\"]\n"
    )
    let daemon = try settings.daemon()
    #expect(try daemon.says("port1: guarding port1"))
    try host.flood("-r 200 -n 60")
    try floodPort1()
    #expect(try daemon.says("port1: blocked \(CommandHost.other) for 5 min: 10 messages in 5 s"))
    #expect(!daemon.log.contains("blocked \(CommandHost.flooder)"))
    #expect(try Program.succeed("explain \(CommandHost.other) --interface port1").contains("blocked until"))
    #expect(try Program.run("block 02:00:00:00:00:44").status == 69)
    #expect(daemon.stop() == 0)
    #expect(try host.difference(before) == [])
  }

  @Test("what is read again holds at once, blocks stay, and a mistake changes nothing")
  func reload() throws {
    let host = try CommandHost()
    defer { _ = try? Tool.ip("link delete port1") }
    try addPort()
    let before = try host.picture()
    let settings = try SettingsOnDisk()
    let daemon = try settings.daemon()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try settings.write(
      "[interface.port0]\nmode = \"bridge\"\nthreshold = [\"10/5s\"]\nban = \"7m\"\n[interface.port1]\n")
    #expect(try Program.succeed("reload") == "reloaded the settings: guarding port0, port1\n")
    #expect(try BlockedSet.elements("blocked_dhcp").map(\.mac) == [CommandHost.flooder])
    try host.flood("-r 200 -n 30", from: CommandHost.other)
    #expect(try daemon.says("port0: blocked \(CommandHost.other) for 7 min: 10 messages in 5 s"))

    try settings.write("[interface.port0]\nmode = \"bridge\"\nthreshold = [\"nonsense\"]\n")
    let refused = try Program.run("reload")
    #expect(refused.status == 78)
    #expect(refused.complaint.contains("dhcpward.toml:5:"), "\(refused.complaint)")
    daemon.send(SIGHUP)
    #expect(try daemon.says("reload refused, everything goes on as before"))
    // One that is not there is waited for, as long as the settings name it.
    try settings.write("[interface.port0]\nmode = \"bridge\"\n[interface.nowhere]\n")
    let waiting = try Program.succeed("reload")
    #expect(waiting == "reloaded the settings: guarding port0; waiting for nowhere\n")
    #expect(try Program.succeed("status").contains("nowhere"))

    // Another place in the network: left and guarded anew.
    try settings.write("[interface.port0]\nmode = \"netdev\"\n")
    #expect(try Program.succeed("reload") == "reloaded the settings: guarding port0\n")
    #expect(try Tool.run(["nft", "list", "ruleset"]).contains(CommandHost.flooder))
    #expect(try !Tool.ip("-br link").contains("br0"))
    try Program.succeed("unblock --all")
    #expect(daemon.stop() == 0)
    #expect(try host.difference(before) == [])
  }
}
