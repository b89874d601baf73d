import Foundation
import TestKit
import Testing

@Suite("Bridges with several ports", .serialized, .enabled(if: Namespace.isPrivate))
struct PortTests {
  @Test("the daemon and status say behind which port a flooder is, and whose that is")
  func evidence() throws {
    let host = try PortHost()
    let daemon = try Daemon("--interface hv0").guarding()
    try host.flood("-r 500 -n 40", from: 0)
    #expect(try daemon.says("blocked \(CommandHost.flooder) for 5 min, behind vnet3, guest web1: "))
    #expect(daemon.log.contains("warned \(CommandHost.flooder), behind vnet3, guest web1: "))
    try host.flood("-r 500 -n 40", from: 1, as: CommandHost.other)
    #expect(try daemon.says("blocked \(CommandHost.other) for 5 min, behind tap100i0, guest 100: "))
    let blocks = try StatusJSON.read().blocks
    #expect(blocks.map(\.port) == ["tap100i0", "vnet3"])
    #expect(blocks.map(\.guest) == ["100", "web1"])
    #expect(blocks.map(\.reason) == ["20 messages in 5 s", "20 messages in 5 s"])
    #expect(
      try Program.succeed("status").contains(
        "20 messages in 5 s, behind vnet3, guest web1; randomised or local address\n"))
    #expect(daemon.stop() == 0)
  }

  @Test("what a bridge has forgotten, the block still knows")
  func forgotten() throws {
    let host = try PortHost()
    let daemon = try Daemon("--interface hv0").guarding()
    try host.flood("-r 500 -n 40", from: 0)
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try Tool.run(["bridge", "fdb", "del", CommandHost.flooder, "dev", "vnet3", "master"])
    let block = try #require(try StatusJSON.read().blocks.first)
    #expect(block.port == "vnet3" && block.guest == "web1")
    #expect(daemon.stop() == 0)
  }

  @Test("a source that no bridge has heard is nowhere, and one that moved is where it was heard last")
  func moved() throws {
    let host = try PortHost()
    try Program.succeed("block \(CommandHost.flooder) --scope dhcp --interface hv0")
    let nowhere = try #require(try StatusJSON.read().blocks.first)
    #expect(nowhere.port == nil && nowhere.guest == nil)
    for (guest, port) in [(0, "vnet3"), (2, "lan2")] {
      try host.guests[guest].run("ip", "link", "set", "eth0", "address", CommandHost.flooder)
      #expect(host.reaches("192.0.2.1", from: guest))
      let block = try StatusJSON.read().blocks.first
      #expect(block?.port == port)
      #expect(block?.guest == (guest == 0 ? "web1" : nil))
      // Nobody else is to be heard under that address from now on.
      try host.guests[guest].run("ip", "link", "set", "eth0", "down")
    }
  }

  @Test("bridge show --all lists every port with its guest and how many sources are there")
  func show() throws {
    let host = try PortHost()
    for guest in 0..<3 { #expect(host.reaches("192.0.2.1", from: guest)) }
    let text = try Program.succeed("bridge show --all")
    #expect(text.contains("bridge hv0, up, mtu 1500,"))
    #expect(text.contains("3 ports\n"))
    #expect(text.contains(#/\n  vnet3     guest web1, \d sources?\n/#))
    #expect(text.contains(#/\n  tap100i0  guest 100, \d sources?\n/#))
    #expect(text.contains(#/\n  lan2      \d sources?\n/#))
    #expect(try Program.succeed("bridge show") == "no bridge of dhcpward's\n")
    #expect(try Program.succeed("bridge show --all --port lo") == "no bridge\n")
    #expect(try Program.succeed("bridge show --all --port lan2 --json").contains(#""guest":"web1""#))
  }

  @Test("hostile status files are passed over, and a guest's name gives no orders to the terminal")
  func hostile() throws {
    let host = try PortHost()
    try host.name("web\u{1b}[2J&#7;1", "lan2")
    let files = FileManager.default
    var random = SeededRandom(seed: 1)
    try Data((0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) }).write(
      to: URL(fileURLWithPath: "/run/libvirt/qemu/a.xml"))
    #expect(files.createFile(atPath: "/run/libvirt/qemu/b.xml", contents: Data(count: 2 << 20)))
    try files.createSymbolicLink(atPath: "/run/libvirt/qemu/c.xml", withDestinationPath: "/dev/zero")
    try files.createDirectory(atPath: "/run/libvirt/qemu/d.xml", withIntermediateDirectories: true)
    try Tool.run(["mkfifo", "/run/libvirt/qemu/e.xml"])
    let text = try Program.succeed("bridge show --all")
    #expect(text.contains("guest web?[2J?1, "))
    #expect(text.contains("guest web1, "))
  }
}
