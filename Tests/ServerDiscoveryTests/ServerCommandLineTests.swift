import Testing
import Wire

@testable import ServerDiscovery

@Suite("The command lines of servers and relays")
struct ServerCommandLineTests {
  private func names(_ texts: String...) -> [InterfaceName] { texts.compactMap { InterfaceName($0) } }

  @Test("dhcrelay listens on what -i, -iu, -id, -l and -u name, and on all without")
  func dhcrelay() {
    let relay = { (words: [String]) in ServerCommandLine(words: words).relayed(by: "dhcrelay") }
    #expect(relay(["-d", "-i", "eth0", "-i", "eth1", "192.0.2.9"]) == names("eth0", "eth1"))
    #expect(relay(["-id", "eth0", "-iu", "eth1", "192.0.2.9"]) == names("eth0", "eth1"))
    #expect(relay(["-6", "-l", "eth0", "-u", "2001:db8::1%eth1#2"]) == names("eth0", "eth1"))
    #expect(relay(["-d", "192.0.2.9"]) == nil)
    #expect(relay(["-i"]) == nil)
  }

  @Test("dhcp-helper on what -i names, apart or attached")
  func dhcpHelper() {
    let helper = { (words: [String]) in ServerCommandLine(words: words).relayed(by: "dhcp-helper") }
    #expect(helper(["-s", "192.0.2.9", "-i", "eth0", "-ieth1"]) == names("eth0", "eth1"))
    #expect(helper(["-b", "eth2"]) == nil)
  }

  @Test("of any other, words that are an interface's name are its interfaces")
  func others() {
    let known = names("eth0", "eth1")
    #expect(ServerCommandLine(words: ["-c", "x", "eth0"]).mentioned(among: known) == names("eth0"))
    #expect(
      ServerCommandLine(words: ["--interface=eth1", "--x=eth"]).mentioned(among: known) == names("eth1"))
    #expect(ServerCommandLine(words: ["run"]).mentioned(among: known) == [])
  }

  @Test("a packet socket whose interface is gone is listed")
  func gone() {
    let line = "0000000000000000 3      3    0003   4294967295     1 0      0      12345"
    #expect(SocketListing.packetSockets([Substring(line)]).map(\.interface) == [-1])
  }
}
