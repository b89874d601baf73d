import Testing
import Wire

@testable import Leases

@Suite("Leases, as each server writes them")
struct LeaseFormatTests {
  private let laptop = LeaseSamples.laptop
  private let printer = LeaseSamples.printer
  private let other = LeaseSamples.other

  @Test("dnsmasq's have a line each, those of IPv6 by the MAC in the DUID, the expired left out")
  func dnsmasq() {
    #expect(
      LeaseSamples.tenants(.dnsmasq, LeaseSamples.dnsmasq, of: [laptop, printer, other]) == [
        laptop: "192.0.2.50, calls itself laptop", printer: "192.0.2.51",
        other: "2001:db8::51, calls itself laptop",
      ])
  }

  @Test("dhcpd's are records, of which only active ones count")
  func dhcpd() {
    #expect(
      LeaseSamples.tenants(.dhcpd, LeaseSamples.dhcpd, of: [laptop, printer, other]) == [
        laptop: #"192.0.2.50, calls itself lap"top\\x1b"#, printer: "192.0.2.51, calls itself printer",
        other: "192.0.2.52",
      ])
  }

  @Test("dhcpd's of IPv6 stand in what a client holds by one identifier")
  func dhcpd6() {
    #expect(
      LeaseSamples.tenants(.dhcpd, LeaseSamples.dhcpd6) == [laptop: "2001:db8::50", printer: "2001:db8::52"])
  }

  @Test("what dhcpd writes below replaces what stands above: renewed, freed, given to another")
  func dhcpdLatest() {
    func record(_ address: String, _ mac: String, _ state: String = "active") -> String {
      """
      lease \(address) {
        ends 4 2026/11/26 21:00:00;
        binding state \(state);
        hardware ethernet \(mac);
      }

      """
    }
    let first = record("192.0.2.50", "02:00:00:00:00:99")
    for (more, expected) in [
      ("", "192.0.2.50"), (record("192.0.2.60", "02:00:00:00:00:99"), "192.0.2.60"),
      (record("192.0.2.50", "02:00:00:00:00:99", "free"), nil),
      (record("192.0.2.50", "02:00:00:00:00:98"), nil),
      (record("192.0.2.60", "02:00:00:00:00:99") + record("192.0.2.60", "02:00:00:00:00:98"), "192.0.2.50"),
    ] {
      #expect(LeaseSamples.tenants(.dhcpd, first + more)[laptop] == expected)
    }
  }

  @Test("a host's name cannot close its record, nor open another")
  func dhcpdHostile() {
    let text = #"""
      lease 192.0.2.50 {
        ends never;
        binding state active;
        client-hostname "x\"; } lease 192.0.2.66 { hardware ethernet 02:00:00:00:00:99; }";
        hardware ethernet 00:1b:a9:01:02:03;
      }

      """#
    #expect(Set(LeaseSamples.tenants(.dhcpd, text).keys) == [printer])
  }

  @Test("Kea's are read by the names of their columns")
  func kea() {
    #expect(
      LeaseSamples.tenants(.kea, LeaseSamples.kea4, of: [laptop, printer, other]) == [
        laptop: "192.0.2.50, calls itself laptop.example.org", printer: "192.0.2.51, calls itself a,b",
      ])
    #expect(
      LeaseSamples.tenants(.kea, "hostname,expire,hwaddr,address\nx,1795726800,02:00:00:00:00:99,192.0.2.9\n")
        == [laptop: "192.0.2.9, calls itself x"])
    #expect(LeaseSamples.tenants(.kea, "hostname,hwaddr,address\nx,02:00:00:00:00:99,192.0.2.9\n").isEmpty)
  }

  @Test("Kea's of IPv6 have a MAC where Kea knows it, else that of the DUID; a prefix is no address")
  func kea6() {
    #expect(
      LeaseSamples.tenants(.kea, LeaseSamples.kea6) == [
        laptop: "2001:db8::50, calls itself laptop", printer: "2001:db8::51",
      ])
  }

  @Test(
    "a lifetime of 0, another state and another client take Kea's lease back",
    arguments: [
      "192.0.2.50,02:00:00:00:00:99,,0,1795723200,1,0,0,laptop,0,",
      "192.0.2.50,02:00:00:00:00:99,,3600,1795726800,1,0,0,laptop,2,",
      "192.0.2.50,02:00:00:00:00:98,,3600,1795726800,1,0,0,laptop,0,",
      "192.0.2.50,,,3600,1795726800,1,0,0,laptop,1,",
    ])
  func keaTakenBack(_ line: String) {
    #expect(LeaseSamples.tenants(.kea, LeaseSamples.kea4)[laptop] != nil)
    #expect(LeaseSamples.tenants(.kea, LeaseSamples.kea4 + line + "\n")[laptop] == nil)
  }
}
