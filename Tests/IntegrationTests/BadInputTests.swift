import Foundation
import TestKit
import Testing

/// One clear line, the right exit code, and the network exactly as before.
@Suite("Bad input", .serialized, .enabled(if: Namespace.isPrivate))
struct BadInputTests {
  struct Case: CustomStringConvertible {
    let words: String
    let status: Int32
    let says: [String]

    init(_ words: String, _ status: Int32, _ says: String...) {
      self.words = words
      self.status = status
      self.says = says
    }

    var description: String { words }
  }

  static let capture = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Captures/flood.pcap").path

  static let directory = URL(fileURLWithPath: capture).deletingLastPathComponent().path

  static let commands = [
    Case("watch", 64, "--interface"),
    Case("watch --interface nope0", 69, "nope0", "no such interface"),
    Case("watch --interface lo", 69, "Ethernet interface"),
    Case("watch --interface abcdefghijklmnop", 64, "16 bytes", "15"),
    Case("watch --interface port0 --threshold 20", 64, "20/5s"),
    Case("watch --interface port0 --scope everything", 64, "dhcp, all, 802.3"),
    Case("watch --interface port0 --ban forever", 64, "300s"),
    Case("bridge up --port nope0", 69, "nope0"),
    Case("bridge up --port lo", 69, "loopback"),
    Case("bridge up --port member0", 69, "port of sw0"),
    Case("bridge up --port sw0", 69, "is a bridge"),
    Case("bridge up --port port0 --bridge sw0", 69, "sw0", "not dhcpward's"),
    Case("bridge up --port port0 --confirm forever", 64, "1s to 1d", "60s"),
    Case("bridge confirm --port port0", 69, "never built"),
    Case("bridge down --port port0", 69, "port0", "none"),
    Case("block 02:00:00:00:00", 64, "02:00:00:00:00:99"),
    Case("block zz:00:00:00:00:99 --interface port0", 64, "not a MAC address"),
    Case("block 01:00:5e:00:00:01 --interface port0", 65, "group address"),
    Case("block ff:ff:ff:ff:ff:ff --interface port0", 65, "group address"),
    Case("block 00:00:00:00:00:00 --interface port0", 65, "zero address"),
    Case("block 00:00:5e:00:01:07 --interface port0", 65, "virtual router"),
    Case("block 02:00:00:00:00:01 --interface port0", 65, "address of this machine"),
    Case("block \(CommandHost.peerAddress) --interface port0", 65, "gateway"),
    Case("block 02:00:00:00:00:99 --interface nope0", 69, "no such interface"),
    Case("block 02:00:00:00:00:99 --interface lo", 69, "Ethernet interface"),
    Case("block 02:00:00:00:00:99 --interface port0 --for 0s", 64, "0s"),
    Case("block 02:00:00:00:00:99 --interface port0 --dialect ebtables --for 5m", 69, "ebtables"),
    Case("unblock", 64, "--all"),
    Case("unblock --all 02:00:00:00:00:99", 64, "--all"),
    Case("rules --interface eth0 --address 192.0.2.1/33", 64, "192.0.2.1/24"),
    Case("rules --interface eth0 --mode broute-classic", 69, "--port-address"),
    Case("replay", 64, "file"),
    Case("replay /nonexistent.pcap", 74, "/nonexistent.pcap", "No such file or directory"),
    Case("replay /proc/self/task", 65, "no capture in /proc/self/task"),
    Case("replay \(capture) --report /nonexistent/page.html", 73, "/nonexistent/page.html", "No such file"),
    Case("replay \(capture) --report - --json", 64, "--report -"),
    Case("explain 02:00:00:00:00:99", 69, "no dhcpward watches here", "name a capture"),
    Case("explain nobody \(capture)", 64, "not a MAC address"),
    Case("explain 02:00:00:00:00:77 \(capture)", 1, "sent no DHCP client message"),
    Case("frobnicate", 64, "there is no command 'frobnicate'"),
    Case("relpay x.pcap", 64, "did you mean `dhcpward replay`?"),
    Case("unban 02:00:00:00:00:99", 64, "did you mean `dhcpward unblock`?"),
    Case("port0", 64, "did you mean `dhcpward watch port0`?"),
    Case(capture, 64, "did you mean `dhcpward replay \(capture)`?"),
    Case("bridge upp", 64, "did you mean `dhcpward bridge up`?"),
    Case("-i port0", 64, "did you mean `dhcpward watch -i`?"),
    Case("watch --interfce port0", 64, "watch has no option '--interfce'; did you mean --interface?"),
    Case("watch port0 --mdoe bridge", 64, "did you mean --mode?"),
    Case("watch --interface port00", 69, "did you mean port0?"),
    Case("watch port0 --interface port1", 64, "name one interface"),
    Case(
      "watch port0 --mode brige", 64, "--mode: 'brige' is not one of auto, bridge", "did you mean bridge?"),
    Case("watch port0 --mode broute-classic", 64, "--mode", "is not one of auto"),
    Case("watch port0 --backend iptables", 64, "is not one of auto, nftables, ebtables"),
    Case("watch port0 --max-blocks lots", 64, "--max-blocks: 'lots' is not a whole number"),
    Case("watch port0 --ban 10min", 64, "did you mean 10m?"),
    Case("watch port0 --log jsn", 64, "did you mean json?"),
    Case("watch --config \(directory)/flod.pcap", 74, "did you mean \(capture)?"),
    Case("block port0", 64, "'port0' is an interface, not a MAC address"),
    Case("explain \(capture)", 64, "is a file, not a MAC address"),
    Case("replay \(directory)/flod.pcap", 74, "did you mean \(capture)?"),
    Case("replay -r \(capture)", 64, "replay takes files without '-r'"),
    Case("bridge up", 64, "name the port"),
    Case("bridge up port0 --mode netdev", 64, "is not one of bridge, broute-raw, broute-udp"),
    Case("bridge down port0 --mode broute-raw", 64, "bridge down has no option '--mode'"),
    Case("bridge down nope0", 69, "no such interface"),
    Case("rules", 64, "name an interface"),
    Case("config chek", 64, "did you mean `dhcpward config check`?"),
  ]

  @Test("is answered with one line and the right exit code, and changes nothing")
  func refused() throws {
    let host = try CommandHost()
    try Tool.ip("link add sw0 type bridge")
    try Tool.ip("link add member0 type veth peer name member1")
    defer { _ = try? Tool.ip("link delete member0") }
    try Tool.ip("link set member0 master sw0")
    try Tool.ip("route add default via 192.0.2.2")
    try Tool.run(["ping", "-c1", "-W2", "192.0.2.2"])
    let before = try host.picture()
    for bad in Self.commands {
      let answer = try Program.run(bad.words)
      #expect(answer.status == bad.status, "\(bad): \(answer.complaint)")
      #expect(answer.complaints.count == 1, "\(bad): \(answer.complaint)")
      #expect(answer.complaint.hasPrefix("dhcpward: "), "\(bad)")
      for word in bad.says { #expect(answer.complaint.contains(word), "\(bad): \(answer.complaint)") }
      // What one of them changed would be another's.
      try #require(try host.difference(before) == [], "\(bad)")
    }
  }

  @Test(
    "without permission everything that needs it says so",
    arguments: [
      "watch --interface port0", "block 02:00:00:00:00:99 --interface port0", "unblock --all", "status",
      "bridge up --port port0",
    ])
  func notPermitted(words: String) throws {
    let host = try CommandHost()
    let before = try host.picture()
    let answer = try Program.run(
      words, wrapper: ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"])
    #expect(answer.status == 77, "\(answer.complaint)")
    #expect(answer.complaints.count == 1, "\(answer.complaint)")
    #expect(answer.complaint.contains("not permitted"))
    #expect(try host.difference(before) == [])
  }

  @Test("without ebtables its dialect is refused, and says what to install")
  func noEbtables() throws {
    let host = try CommandHost()
    let before = try host.picture()
    let hide =
      "for tool in /usr/sbin/ebtables /sbin/ebtables; do mount --bind /dev/null $tool; done; exec \"$@\""
    let answer = try Program.run(
      "watch --interface port0 --dialect ebtables", wrapper: ["unshare", "-m", "sh", "-c", hide, "sh"])
    #expect(answer.status == 69, "\(answer.complaint)")
    #expect(answer.complaint.contains("ebtables"))
    #expect(try host.difference(before) == [])
  }

  @Test("a second daemon on the interface is refused, by port or by bridge")
  func second() throws {
    let host = try CommandHost()
    let before = try host.picture()
    let first = try Daemon().guarding()
    for name in ["port0", "br0"] {
      let answer = try Program.run("watch --interface \(name)")
      #expect(answer.status == 75)
      #expect(answer.complaints.count == 1)
      #expect(answer.complaint.contains("pid \(first.pid)"), "\(answer.complaint)")
    }
    #expect(first.stop() == 0)
    #expect(try host.difference(before) == [])
  }

  @Test("a full disk under the output is an error, not a short answer")
  func fullDisk() throws {
    for words in ["rules --interface eth0", "status", "--help", "replay --json /dev/null"] {
      let answer = try Program.run(words, wrapper: ["sh", "-c", "exec \"$@\" >/dev/full", "sh"])
      #expect(answer.status == (words.hasPrefix("replay") ? 65 : 74), "\(words): \(answer.complaint)")
      #expect(answer.complaints.count == 1, "\(words): \(answer.complaint)")
    }
  }
}
