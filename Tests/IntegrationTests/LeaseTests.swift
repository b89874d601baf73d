import Foundation
import TestKit
import Testing

/// Who is blocked, by the leases of a real server on the same host.
@Suite("Leases of this host's servers", .serialized, .enabled(if: Namespace.isPrivate))
struct LeaseTests {
  enum Kind: CaseIterable { case dnsmasq, dhcpd, kea }

  private struct Blocked: Decodable {
    struct Entry: Decodable {
      let mac: String
      let address: String?
      let hostName: String?
    }
    let blocks: [Entry]
  }

  private struct Unseen: Decodable { let unseen: [String] }

  // The server reads what it had before, and writes it anew.
  private func serve(_ kind: Kind, in folder: URL) throws -> ServerProcess {
    let end = Int(Date().timeIntervalSince1970) + 3600
    let (mac, leases) = (CommandHost.flooder, folder.appending(path: "leases").path)
    let text: String
    switch kind {
    case .dnsmasq: text = "\(end) \(mac) 192.0.2.60 laptop *\n"
    case .dhcpd:
      text = """
        lease 192.0.2.60 {
          starts epoch \(end - 7200);
          ends epoch \(end);
          binding state active;
          hardware ethernet \(mac);
          client-hostname "laptop";
        }

        """
    case .kea:
      text = """
        address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context
        192.0.2.60,\(mac),,7200,\(end),1,0,0,laptop,0,

        """
    }
    try text.write(toFile: leases, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: leases)
    switch kind {
    case .dnsmasq:
      return try ServerProcess(
        [
          "dnsmasq", "--no-daemon", "--conf-file=%/conf", "--port=0", "--no-ping", "--pid-file",
          "--user=root",
        ],
        files: ["conf": "dhcp-range=192.0.2.50,192.0.2.250,2m\ndhcp-leasefile=\(leases)\n"])
    case .dhcpd:
      return try ServerProcess(
        ["dhcpd", "-4", "-f", "-cf", "%/conf", "--no-pid", "port0"],
        files: [
          "conf": """
          lease-file-name "\(leases)";
          subnet 192.0.2.0 netmask 255.255.255.0 { range 192.0.2.50 192.0.2.250; }

          """
        ], sockets: 2)
    case .kea:
      let configuration = """
        { "Dhcp4": {
          "interfaces-config": { "interfaces": [ "port0" ] },
          "lease-database": { "type": "memfile", "name": "\(leases)" },
          "subnet4": [ { "id": 1, "subnet": "192.0.2.0/24", "pools": [ { "pool": "192.0.2.50 - 192.0.2.250" } ] } ]
        } }
        """
      return try ServerProcess(
        ["env", "KEA_PIDFILE_DIR=%", "KEA_LOCKFILE_DIR=%", "kea-dhcp4", "-c", "%/conf"],
        files: ["conf": configuration], sockets: 2)
    }
  }

  @Test("status names whoever has a lease, and doctor the file that is gone", arguments: Kind.allCases)
  func status(_ kind: Kind) throws {
    let host = try CommandHost()
    let folder = FileManager.default.temporaryDirectory.appending(path: "leases-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let server = try serve(kind, in: folder)
    try Program.succeed(
      "block \(CommandHost.flooder) \(CommandHost.other) --interface port0 --mode netdev")
    #expect(try Program.succeed("status").contains("\n    192.0.2.60, calls itself laptop\n"))
    let blocked = try JSONDecoder().decode(
      Blocked.self, from: Data(Program.succeed("status --json").utf8))
    let named = try #require(blocked.blocks.first { $0.mac == CommandHost.flooder })
    #expect(named.address == "192.0.2.60" && named.hostName == "laptop")
    let nobody = try #require(blocked.blocks.first { $0.mac == CommandHost.other })
    #expect(nobody.address == nil && nobody.hostName == nil)
    try FileManager.default.removeItem(at: folder)
    #expect(try !Program.succeed("status").contains("192.0.2.60"))
    let doctor = try Program.run("doctor port0 --json")
    let unseen = try JSONDecoder().decode(Unseen.self, from: Data(doctor.output.utf8)).unseen
    #expect(unseen.contains { $0.contains("\(folder.path)/leases: No such file or directory") })
    withExtendedLifetime((host, server)) {}
  }
}
