import Placement
import TestKit
import Testing
import Wire

@testable import Netlink
@testable import ServerDiscovery

@Suite("Servers, read from what others write")
struct ServerReadingTests {
  private func filter(_ arguments: [String], _ files: [String: String] = [:]) -> DnsmasqFilter {
    DnsmasqFilter(
      arguments: arguments, read: { files[$0] },
      list: { folder in
        files.keys.filter { $0.hasPrefix(folder + "/") }.map { String($0.dropFirst(folder.count + 1)) }
          .sorted()
      })
  }

  private func names(_ texts: String...) -> Set<InterfaceName> { Set(texts.compactMap { InterfaceName($0) }) }

  @Test(
    "dnsmasq's interface options are read in every way they are written",
    arguments: [
      ["--interface=eth0"], ["--interface", "eth0"], ["-i", "eth0"], ["-ieth0"],
      ["-k", "-p0", "--interface=eth0:1"],
    ])
  func commandLine(_ arguments: [String]) {
    #expect(filter(arguments).interfaces == names("eth0"))
  }

  @Test("Debian's command line names a folder, beside the file that is read without being named")
  func debian() {
    let files = [
      "/etc/dnsmasq.conf": "# interface=lo\n  interface = eth0  # the LAN\nlisten-address=192.0.2.1,::1\n",
      "/etc/dnsmasq.d/lan.conf": "interface=eth1,eth2\nexcept-interface=eth3\nno-dhcp-interface=eth4",
      "/etc/dnsmasq.d/old.dpkg-old": "interface=eth9", "/etc/dnsmasq.d/.hidden": "interface=eth9",
      "/etc/dnsmasq.d/backup~": "interface=eth9",
    ]
    let found = filter(
      [
        "-x", "/run/dnsmasq/dnsmasq.pid", "-u", "dnsmasq", "-7",
        "/etc/dnsmasq.d,.dpkg-dist,.dpkg-old,.dpkg-new",
      ], files)
    #expect(found.interfaces == names("eth0", "eth1", "eth2"))
    #expect(found.excluded == names("eth3", "eth4"))
    #expect(found.addresses == Set(["192.0.2.1", "::1"].compactMap { IPAddress($0) }))
  }

  @Test("a file that is named takes the place of the usual one, and may name others")
  func namedFile() {
    let files = [
      "/etc/dnsmasq.conf": "interface=eth9", "/a": "conf-file=/b\nconf-dir=/d,*.conf", "/b": "interface=eth0",
      "/d/x.conf": "interface=eth1", "/d/x.txt": "interface=eth9",
    ]
    #expect(filter(["--conf-file=/a"], files).interfaces == names("eth0", "eth1"))
    #expect(filter(["--conf-file=/dev/null"], files).interfaces == nil)
  }

  @Test("files that name each other, and names that no interface has, end in nothing")
  func hostile() {
    #expect(
      filter(["-C/a"], ["/a": "conf-file=/a\ninterface=\u{1b}[31m,../x,eth0"]).interfaces == names("eth0"))
    #expect(filter(["--conf-file=relative", "--interface", "--", "-i"], [:]).interfaces == names("--"))
    var generator = SeededRandom(seed: 7)
    for _ in 0..<300 {
      let text = String(
        decoding: (0..<200).map { _ in UInt8.random(in: 0...255, using: &generator) }, as: UTF8.self)
      _ = filter([text, "--conf-file=/a"], ["/a": text])
    }
  }

  @Test("Kea's interfaces are found among comments, and a star is all of them")
  func kea() {
    let text = """
      // "interfaces-config": { "interfaces": [ "eth8" ] }
      { "Dhcp4": { # "interfaces": [ "eth7" ]
        "interfaces-config": { /* "interfaces": [ "eth9" ] */
          "dhcp-socket-type": "udp", "interfaces": [ "eth0", "eth1/192.0.2.1" ] } } }
      """
    #expect(KeaInterfaces.listed(in: text).map(KeaInterfaces.named) == names("eth0", "eth1"))
    for text in ["", "{", "\"interfaces-config\"", "\"interfaces-config\" \"interfaces\" [", "/*", "\""] {
      #expect(KeaInterfaces.listed(in: text) == nil)
    }
    #expect(KeaInterfaces.listed(in: #""interfaces-config": { "interfaces": [ "eth0", "*" ] }"#) == nil)
  }

  @Test("the tables of /proc/net are read line by line, and lines that are none are passed over")
  func tables() {
    let packets: [Substring] = [
      "sk               RefCnt Type Proto  Iface R Rmem   User   Inode",
      "000000009baa1e92 3      3    0003   3     1 0      0      73585 ", "x y z", "",
      "0 3 3 zzzz 3 1 0 0 1",
    ]
    #expect(
      SocketListing.packetSockets(packets) == [
        SocketEntry(kind: .packet(protocol: 3), inode: 73585, interface: 3)
      ])
    let datagrams: [Substring] = [
      "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
      "10515: 010200C0:0043 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 75792 2 0 0",
      "10515: 00000000000000000000000000000000:0223 0:0 07 0:0 0:0 0 0 0 77467 2 0 0",
      "1: 0102:0043 0:0 07 0:0 0:0 0 0 0 5 2 0 0", "1: 010200C0:0043 0:0 01 0:0 0:0 0 0 0 6 2 0 0",
    ]
    #expect(
      SocketListing.udpSockets(datagrams) == [
        SocketEntry(kind: .udp(port: 67), inode: 75792, interface: 0, address: IPAddress("192.0.2.1")),
        SocketEntry(kind: .udp(port: 547), inode: 77467, interface: 0),
      ])
  }

  @Test("a process's name is printed without what is no plain text")
  func comm() {
    #expect(SocketOwners.name(Array("dhcpd\n".utf8)) == "dhcpd")
    #expect(SocketOwners.name([0x1b, 0x5b, 0x33, 0x31, 0x6d, 0x00, 0xff, 0x41]) == "[31mA")
    #expect(SocketOwners.name([UInt8](repeating: 0x61, count: 64)).count == 16)
    #expect(SocketOwners.inode("socket:[73585]") == 73585)
    for link in ["socket:[", "socket:[]", "socket:[-1]", "pipe:[5]", "socket:[99999999999999999999]"] {
      #expect(SocketOwners.inode(link) == nil)
    }
  }

  @Test("the requests to sock_diag are these bytes")
  func requests() {
    // family, protocol, pad; inode; PACKET_SHOW_INFO; cookie
    #expect(
      SocketDiagnosis.packetRequest.payload == [17, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]
        + [UInt8](repeating: 0, count: 8))
    // family, protocol, extensions, pad; states: TCP_CLOSE; an empty socket id
    #expect(
      SocketDiagnosis.udpRequest(2).payload == [2, 17, 0, 0, 0x80, 0, 0, 0] + [UInt8](repeating: 0, count: 48)
    )
  }

  @Test("short answers of sock_diag are no sockets")
  func short() {
    for length in 0..<72 {
      let bytes = [UInt8](repeating: 2, count: length)
      let reply = NetlinkReply(type: 20, flags: 0, sequence: 1, payload: bytes[...])
      #expect(SocketDiagnosis.udpSocket(reply) == nil)
      _ = SocketDiagnosis.packetSocket(reply)
    }
  }

  @Test("the state files of networkd and ifupdown say who manages an interface")
  func managers() throws {
    let eth0 = try #require(InterfaceName("eth0"))
    #expect(HostSettings.isManagedByNetworkd(["# private", "ADMIN_STATE=configured"]))
    #expect(!HostSettings.isManagedByNetworkd(["ADMIN_STATE=unmanaged"]))
    #expect(!HostSettings.isManagedByNetworkd([]))
    #expect(HostSettings.isUp(eth0, inStateOfIfup: ["lo=lo", "eth0=home"]))
    #expect(!HostSettings.isUp(eth0, inStateOfIfup: ["eth01=eth01"]))
    #expect(
      MulticastGroups.interfaces(in: ["3  eth0  ff020000000000000000000000010002 1 0000000C 0", "x"]) == [3])
  }
}
