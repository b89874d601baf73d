import Foundation
import TestKit
import Testing
import Wire

@testable import Leases
@testable import ServerDiscovery
@testable import System

@Suite("Where servers keep their leases")
struct LeasePlaceTests {
  private func dnsmasq(_ arguments: [String], _ files: [String: String] = [:]) -> [String] {
    LeasePlace.files(of: DnsmasqFilter(arguments: arguments, read: { files[$0] }, list: { _ in nil }))
  }

  @Test("dnsmasq says it on its command line or in its file, or has it where it was built to")
  func dnsmasq() {
    let usual = ["/var/lib/misc/dnsmasq.leases", "/var/lib/dnsmasq/dnsmasq.leases"]
    #expect(dnsmasq([]) == usual)
    #expect(dnsmasq(["--dhcp-leasefile=/a"]) == ["/a"])
    #expect(dnsmasq(["--dhcp-leasefile", "/a"]) == ["/a"])
    #expect(dnsmasq(["-l", "/a"]) == ["/a"])
    #expect(dnsmasq(["-k"], ["/etc/dnsmasq.conf": "dhcp-leasefile=/b # here\n"]) == ["/b"])
    #expect(dnsmasq(["--leasefile-ro", "--interface=eth0"]).isEmpty)
    #expect(dnsmasq(["-9", "-l/a"]).isEmpty)
  }

  @Test("dhcpd says it on its command line or in its file, or has it where it was built to")
  func dhcpd() {
    let files = ["/c": "# lease-file-name \"/x\";\n lease-file-name \"/b\";\n", "/etc/dhcp/dhcpd.conf": ""]
    #expect(LeasePlace.dhcpd(["-4", "-lf", "/a", "-cf", "/c"]) { files[$0] } == ["/a"])
    #expect(LeasePlace.dhcpd(["-cf", "/c"]) { files[$0] } == ["/b"])
    #expect(LeasePlace.dhcpd(["-cf"]) { files[$0] }.first == "/var/lib/dhcp/dhcpd.leases")
    #expect(LeasePlace.dhcpd(["-6", "eth0"]) { files[$0] }.first == "/var/lib/dhcp/dhcpd6.leases")
  }

  @Test(
    "Kea says it in its settings",
    arguments: [
      ("", "/var/lib/kea/kea-leases4.csv"),
      (#""lease-database": { "type": "memfile", "name": "/a.csv" }"#, "/a.csv"),
      (#""lease-database": { "name": "a.csv", "persist": true }"#, "/var/lib/kea/a.csv"),
      (
        #""lease-database": { "type": "memfile", /* "name": "/x" */ "lfc-interval": 3600 }"#,
        "/var/lib/kea/kea-leases4.csv"
      ),
      (#""lease-database": { "type": "memfile", "persist": false }"#, nil),
      (#""lease-database": { "type": "mysql", "name": "kea" }"#, nil),
      (#""lease-database": { "name""#, "/var/lib/kea/kea-leases4.csv"),
    ])
  func kea(_ text: String, _ file: String?) {
    #expect(LeasePlace.kea(text, isVersion6: false).first == file)
  }

  @Test("other processes have none, nor do names that are no plain path")
  func others() {
    #expect(LeasePlace(process: "dhcrelay", pid: 1) { _ in ["/a"] } == nil)
    #expect(LeasePlace(process: "dnsmasq", pid: 1) { _ in ["relative", "/a/../b", "/dev/null"] } == nil)
    let place = LeasePlace(process: "dnsmasq", pid: 7) { _ in ["/a"] }
    #expect(place?.root == "/proc/7/root" && place?.candidates == ["/a"])
  }
}

@Suite("The files in which leases are")
struct LeaseFilesTests {
  private static let now = Timestamp(seconds: 1_795_723_200)
  private let mac = MACAddress("02:00:00:00:00:99") ?? .zero

  private func inScratch(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "leases-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  private func write(_ text: String, _ path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func row(_ address: String) -> String {
    "address,hwaddr,valid_lifetime,expire,state\n\(address),02:00:00:00:00:99,3600,1795726800,0\n"
  }

  private func words(_ path: String, _ format: LeaseFormat) -> String? {
    var table = LeaseTable(for: [mac], now: Self.now)
    _ = LeaseFiles.read(path, format, into: &table)
    return table.tenants[mac]?.words
  }

  @Test("Kea's are read with those that its cleanup makes, the newest last")
  func kea() throws {
    try inScratch { folder in
      let path = folder + "/kea-leases4.csv"
      try write(row("192.0.2.1"), path + ".2")
      #expect(words(path, .kea) == "192.0.2.1")
      try write(row("192.0.2.2"), path + ".1")
      #expect(words(path, .kea) == "192.0.2.2")
      try write(row("192.0.2.3"), path + ".completed")
      #expect(words(path, .kea) == "192.0.2.3")
      try write(row("192.0.2.4"), path)
      #expect(words(path, .kea) == "192.0.2.4")
    }
  }

  @Test("links, pipes, devices and directories are not read, and nothing is waited for")
  func kinds() throws {
    try inScratch { folder in
      let file = folder + "/leases"
      try write("0 02:00:00:00:00:99 192.0.2.50 laptop *\n", file)
      #expect(words(file, .dnsmasq) == "192.0.2.50, calls itself laptop")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: file)
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      for name in ["/link", "/pipe", "", "/none"] { #expect(words(folder + name, .dnsmasq) == nil) }
      #expect(words("/dev/zero", .dnsmasq) == nil)
    }
  }

  @Test("no link is followed on the way to a file, and no way leads out of where it begins")
  func ways() throws {
    try inScratch { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/root/real", withIntermediateDirectories: true)
      try write("here\n", folder + "/root/real/leases")
      try write("outside\n", folder + "/leases")
      let links = ["inside": "real", "absolute": folder, "up": ".."]
      for (name, target) in links {
        try FileManager.default.createSymbolicLink(
          atPath: "\(folder)/root/\(name)", withDestinationPath: target)
      }
      let read = { (path: String) throws(SystemError) in
        try FileEnd(path, under: folder + "/root", limit: 99).octets
      }
      #expect(try read("/real/leases") == Array("here\n".utf8))
      #expect(try read("real//leases") == Array("here\n".utf8))
      for path in ["inside/leases", "absolute/leases", "up/leases", "../leases", "real/../../leases"] {
        #expect { _ = try read(path) } throws: { ($0 as? SystemError)?.errno == ELOOP }
      }
      #expect { _ = try read("none/leases") } throws: { ($0 as? SystemError)?.errno == ENOENT }
    }
  }

  @Test("of a long file the end is read, with its head for Kea")
  func long() throws {
    try inScratch { folder in
      let path = folder + "/leases.csv"
      let filler = String(repeating: "192.0.2.9,02:00:00:00:00:01,3600,1795726800,0\n", count: 2000)
      let last = "192.0.2.50,02:00:00:00:00:99,3600,1795726800,0\n"
      try write(row("192.0.2.1") + filler + last, path)
      let end = try FileEnd(path, limit: 1000)
      #expect(end.octets.count == 1000 && end.head?.count == 4096)
      var table = LeaseTable(for: [mac], now: Self.now)
      #expect(LeaseFiles.read(path, .kea, into: &table, limit: 20_000))
      #expect(table.addresses == Set(["192.0.2.50"].compactMap { IPAddress($0) }))
    }
  }

  @Test("this process's files are found by way of /proc, as a server's are")
  func place() throws {
    try inScratch { folder in
      let path = folder + "/leases"
      try write("0 02:00:00:00:00:99 192.0.2.50 * *\n", path)
      let place = try #require(LeasePlace(process: "dnsmasq", pid: getpid()) { _ in ["/none", path] })
      let files = LeaseFiles([place])
      #expect(files.tenants([mac], now: Self.now)[mac]?.words == "192.0.2.50")
      #expect(files.tenants([], now: Self.now).isEmpty)
      #expect(files.concerns.isEmpty)
      let missing = try #require(LeasePlace(process: "dnsmasq", pid: getpid()) { _ in ["/none"] })
      #expect(
        LeaseFiles([missing]).concerns == [
          "whom dnsmasq (pid \(getpid())) leased what: /none: No such file or directory"
        ])
    }
  }
}
