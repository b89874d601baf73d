import Foundation
import TestKit
import Testing

/// What `doctor --json` says.
struct DoctorJSON: Decodable {
  struct Verdict: Decodable {
    var shielding: String
    var advice: [String]
  }
  struct Judgement: Decodable {
    var process: String
    var pid: Int32?
    var socket: String
    var modes: [String: Verdict]
  }
  struct Place: Decodable {
    var interface: String?
    var mode: String?
    var servers: [Judgement]
  }
  var schema: String
  var unseen: [String]
  var places: [Place]
  var holds: Bool

  /// What it says that a block in that mode means to the server with that pid.
  static func claim(of pid: Int32, in mode: String, _ words: String) throws -> String {
    let answer = try Program.run("doctor --json \(words)")
    let report = try JSONDecoder().decode(DoctorJSON.self, from: Data(answer.output.utf8))
    let claims = report.places.flatMap(\.servers).filter { $0.pid == pid }.map {
      $0.modes[mode]?.shielding ?? "not possible"
    }
    return claims.isEmpty ? "not seen" : Set(claims).sorted().joined(separator: ", ")
  }

  static func read(_ words: String, status: Int32) throws -> DoctorJSON {
    let answer = try Program.run("doctor --json \(words)")
    #expect(answer.status == status, "\(answer.complaint)")
    return try JSONDecoder().decode(DoctorJSON.self, from: Data(answer.output.utf8))
  }

  /// The one server's verdicts, by mode.
  func verdicts(_ process: String) throws -> [String: String] {
    let place = try #require(places.first)
    let judgements = place.servers.filter { $0.process == process }
    #expect(judgements.count == 1)
    return try #require(judgements.first).modes.mapValues(\.shielding)
  }
}

@Suite("Doctor and servers", .serialized, .enabled(if: Tool.isPrivate))
struct DoctorTests {
  @Test("without a server nothing leaks, and it says that there is none")
  func none() throws {
    let host = try CommandHost()
    let before = try host.picture()
    let report = try DoctorJSON.read("--interface port0", status: 0)
    #expect(report.schema == "dhcpward.doctor/1")
    #expect(report.holds)
    #expect(report.places.map(\.mode) == ["xdp"])
    #expect(report.places.first?.servers.isEmpty == true)
    let text = try Program.succeed("doctor --interface port0")
    #expect(text.contains("none on this host"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
    #expect(try host.difference(before) == [])
  }

  @Test("isc-dhcpd on the port leaks in every mode but xdp, and for mode bridge is told to listen on it")
  func dhcpdOnPort() throws {
    let host = try CommandHost()
    let server = try ServerProcess.dhcpd(on: "port0")
    // It finds the interface by the server's socket.
    let report = try DoctorJSON.read("", status: 0)
    let place = try #require(report.places.first)
    #expect(place.interface == "port0")
    #expect(place.mode == "xdp")
    #expect(place.servers.map(\.pid) == [server.pid])
    #expect(place.servers.map(\.socket) == ["raw"])
    let verdicts = try report.verdicts("dhcpd")
    #expect(Set(verdicts.filter { $0.key != "xdp" }.values) == ["exposed"])
    #expect(verdicts["xdp"] == "shielded")
    #expect(try DoctorJSON.read("--interface port0 --mode bridge", status: 1).holds == false)
    let text = try Program.run("doctor --interface port0 --mode bridge").output
    #expect(text.contains("INTERFACESv4=\"br0\" in /etc/default/isc-dhcp-server"))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(text)")
    withExtendedLifetime(host) {}
  }

  @Test("without privilege the sockets it cannot look behind are taken for those of the server that runs")
  func unprivileged() throws {
    let host = try CommandHost()
    let server = try ServerProcess.dhcpd(on: "port0")
    // Root of a user namespace has no other user to become, but it can give its capabilities away.
    let powerless = ["setpriv", "--inh-caps=-all", "--bounding-set=-all"]
    let text = try Program.run("doctor --interface port0", wrapper: powerless).output
    #expect(text.contains("only root may"))
    #expect(text.contains("dhcpd (pid \(server.pid)), DHCPv4: packet socket on port0"))
    #expect(text.contains("LEAKS"))
    #expect(!text.replacing("xdp: shielded", with: "").contains("shielded"))
    withExtendedLifetime((host, server)) {}
  }

  @Test("isc-dhcpd on the bridge is shielded")
  func dhcpdOnBridge() throws {
    let host = try CommandHost()
    try Program.succeed("bridge up --port port0")
    let server = try ServerProcess.dhcpd(on: "br0")
    #expect(try DoctorJSON.read("", status: 0).verdicts("dhcpd")["bridge"] == "shielded")
    let shown = try StatusJSON.read().servers
    #expect(shown.map(\.pid) == [server.pid])
    #expect(shown.map(\.shielded) == [true])
    #expect(shown.map(\.interface) == ["br0"])
    withExtendedLifetime((host, server)) {}
  }

  @Test("a dhcpd that was started on the port before the bridge was built is shown as not shielded")
  func dhcpdBeforeBridge() throws {
    let host = try CommandHost()
    let server = try ServerProcess.dhcpd(on: "port0")
    try Program.succeed("bridge up --port port0")
    let shown = try StatusJSON.read().servers
    #expect(shown.map(\.process) == ["dhcpd"])
    #expect(shown.map(\.socket) == ["raw"])
    #expect(shown.map(\.shielded) == [false])
    #expect(try Program.succeed("status").contains("NOT shielded"))
    withExtendedLifetime((host, server)) {}
  }

  @Test("Kea with raw sockets leaks in every mode but xdp")
  func keaRaw() throws {
    let host = try CommandHost()
    let server = try ServerProcess.kea(on: "port0", raw: true)
    let report = try DoctorJSON.read("--interface port0", status: 0)
    #expect(report.places.first?.servers.map(\.socket) == ["raw"])
    let verdicts = try report.verdicts("kea-dhcp4")
    #expect(Set(verdicts.filter { $0.key != "xdp" }.values) == ["exposed"])
    #expect(verdicts["xdp"] == "shielded")
    withExtendedLifetime((host, server)) {}
  }

  @Test("Kea with UDP sockets is shielded where nothing moves, and must be restarted where addresses do")
  func keaUDP() throws {
    let host = try CommandHost()
    var server: ServerProcess? = try ServerProcess.kea(on: "port0", raw: false)
    let report = try DoctorJSON.read("", status: 0)
    #expect(report.places.map(\.mode) == ["netdev"])
    #expect(report.places.first?.servers.map(\.socket) == ["udp"])
    #expect(try report.verdicts("kea-dhcp4")["netdev"] == "shielded")
    #expect(try report.verdicts("kea-dhcp4")["bridge"] == "deaf")
    #expect(try Program.succeed("doctor").contains("serves relayed clients"))
    try Program.succeed("bridge up --port port0")
    #expect(try StatusJSON.read().servers.map(\.shielded) == [false])
    // Two of them cannot have the address.
    server = nil
    server = try ServerProcess.kea(on: "br0", raw: false)
    #expect(try StatusJSON.read().servers.map(\.shielded) == [true])
    withExtendedLifetime((host, server)) {}
  }

  @Test(
    "dnsmasq is shielded when it listens everywhere, and deaf on a bridge when it is bound to the port",
    arguments: ["", "interface=port0", "interface=port0\nbind-interfaces", "interface=port0\nbind-dynamic"])
  func dnsmasq(lines: String) throws {
    let host = try CommandHost()
    let server = try ServerProcess.dnsmasq(lines)
    let automatic = try DoctorJSON.read("--interface port0", status: 0)
    #expect(automatic.places.map(\.mode) == ["netdev"])
    #expect(try automatic.verdicts("dnsmasq")["netdev"] == "shielded")
    let bridged = try DoctorJSON.read("--interface port0 --mode bridge", status: lines.isEmpty ? 0 : 1)
    #expect(try bridged.verdicts("dnsmasq")["bridge"] == (lines.isEmpty ? "shielded" : "deaf"))
    withExtendedLifetime((host, server)) {}
  }

  @Test("a server in another network namespace is nobody's business here")
  func elsewhere() throws {
    let host = try CommandHost()
    let server = try host.peer.start([
      "dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--no-ping", "--pid-file",
      "--dhcp-range=192.0.2.50,192.0.2.250,2m", "--dhcp-leasefile=/dev/null",
    ])
    while try host.peer.run("ss", "-uanH", "sport = 67").isEmpty, server.isRunning { usleep(10_000) }
    #expect(try DoctorJSON.read("--interface port0", status: 0).places.first?.servers.isEmpty == true)
    #expect(try StatusJSON.read().servers.isEmpty)
  }

  @Test("block warns where it would not work, and refuses with --strict before anything is touched")
  func strict() throws {
    let host = try CommandHost()
    let server = try ServerProcess.dhcpd(on: "port0")
    let before = try host.picture()
    let words = "block \(CommandHost.flooder) --interface port0 --mode bridge"
    let refused = try Program.run("\(words) --strict")
    #expect(refused.status == 69)
    #expect(refused.complaints.count == 1)
    #expect(refused.complaint.contains("dhcpd (pid \(server.pid)) keeps answering the blocked"))
    #expect(try host.difference(before) == [])
    let watched = try Program.run("watch --interface port0 --mode bridge --strict")
    #expect(watched.status == 69)
    #expect(try host.difference(before) == [])
    let warned = try Program.run(words)
    #expect(warned.status == 0)
    #expect(warned.complaint.contains("warning: dhcpd"))
    #expect(warned.complaint.contains("INTERFACESv4=\"br0\""))
  }

  @Test("block has nothing to warn of where the mode that it chooses shields the server")
  func chosen() throws {
    let host = try CommandHost()
    let server = try ServerProcess.dhcpd(on: "port0")
    let before = try host.picture()
    let answer = try Program.run("block \(CommandHost.flooder) --interface port0 --strict")
    #expect(answer.status == 0, "\(answer.complaint)")
    #expect(answer.complaint.hasPrefix("dhcpward: mode xdp, because "), "\(answer.complaint)")
    #expect(try StatusJSON.read().servers.map(\.shielded) == [true])
    try Program.succeed("unblock --all")
    #expect(try host.difference(before) == [])
    withExtendedLifetime(server) {}
  }

  @Test("broute-raw is refused while source validation would drop what comes up on the port")
  func sourceValidation() throws {
    let host = try CommandHost()
    let path = "/proc/sys/net/ipv4/conf/port0/rp_filter"
    try "1".write(toFile: path, atomically: false, encoding: .utf8)
    defer { try? "0".write(toFile: path, atomically: false, encoding: .utf8) }
    let answer = try Program.run("block \(CommandHost.flooder) --interface port0 --mode broute-raw")
    #expect(answer.status == 69)
    // A kernel without broute says that first.
    #expect(answer.complaint.contains("rp_filter=0") || answer.complaint.contains("broute"))
    withExtendedLifetime(host) {}
  }

  @Test("the daemon says of a server that started after it, once, that it does not shield it")
  func later() throws {
    let host = try CommandHost()
    // Where the address stays: in mode bridge the daemon would take one that is added to the port along.
    let daemon = try Daemon("--interface port0 --mode netdev").guarding()
    #expect(!daemon.log.contains("warning"))
    let server = try ServerProcess.dhcpd(on: "port0")
    try host.flood("-r 1000 -n 30")
    #expect(try daemon.says("warning: dhcpd (pid \(server.pid)) keeps answering the blocked"))
    #expect(daemon.stop() == 0)
  }
}
