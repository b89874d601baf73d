import Wire

@testable import Leases

/// Files as servers write them, and what is asked of them.
enum LeaseSamples {
  /// 2026-11-26T20:00:00Z
  static let now = Timestamp(seconds: 1_795_723_200)
  static let laptop = mac("02:00:00:00:00:99")
  static let printer = mac("00:1b:a9:01:02:03")
  static let other = mac("02:00:00:00:00:98")

  static func mac(_ text: String) -> MACAddress { MACAddress(text) ?? .zero }

  static func tenants(
    _ format: LeaseFormat, _ text: String, of macs: Set<MACAddress> = [laptop, printer]
  ) -> [MACAddress: String] {
    var table = LeaseTable(for: macs, now: now)
    format.read(Array(text.utf8), into: &table)
    return table.tenants.mapValues(\.words)
  }

  /// dnsmasq 2.90.
  static let dnsmasq = """
    1795726800 02:00:00:00:00:99 192.0.2.50 laptop 01:02:00:00:00:00:99
    0 00:1b:a9:01:02:03 192.0.2.51 * *
    1795726800 06-00:1b:a9:01:02:03 192.0.2.52 firewire *
    1795700000 02:00:00:00:00:98 192.0.2.53 gone 01:02:00:00:00:00:98
    duid 00:01:00:01:2e:aa:bb:cc:02:00:00:00:00:01
    1795726800 7654321 2001:db8::50 laptop 00:01:00:01:2e:11:22:33:02:00:00:00:00:99
    1795726800 T7654321 2001:db8::51 laptop 00:03:00:01:02:00:00:00:00:98

    """

  /// isc-dhcpd 4.4.3.
  static let dhcpd = #"""
    # The format of this file is documented in the dhcpd.leases(5) manual page.
    # This lease file was written by isc-dhcp-4.4.3-P1

    # authoring-byte-order entry is generated, DO NOT DELETE
    authoring-byte-order little-endian;

    lease 192.0.2.50 {
      starts 4 2026/11/26 19:00:00;
      ends 4 2026/11/26 21:00:00;
      tstp 4 2026/11/26 21:00:00;
      cltt 4 2026/11/26 19:00:00;
      binding state active;
      next binding state free;
      rewind binding state free;
      hardware ethernet 02:00:00:00:00:99;
      uid "\001\002\000\000\000\000\231";
      set vendor-class-identifier = "MSFT 5.0";
      client-hostname "lap\"top\\\033";
    }
    lease 192.0.2.51 {
      starts 4 2026/11/26 19:00:00;
      ends never;
      cltt 4 2026/11/26 19:00:00;
      binding state active;
      next binding state free;
      hardware ethernet 00:1b:a9:01:02:03;
      on expiry {
        set x = "}";
      }
      client-hostname "printer";
    }
    lease 192.0.2.52 {
      starts 4 2026/11/26 19:10:00;
      ends epoch 1795726800; # Thu Nov 26 21:00:00 2026
      binding state active;
      hardware ethernet 02:00:00:00:00:98;
    }
    server-duid "\000\001\000\001.\252\273\314\002\000\000\000\000\001";

    """#

  /// isc-dhcpd 4.4.3 with -6.
  static let dhcpd6 = #"""
    ia-na "\000\000\000\000\000\001\000\001.\252\273\314\002\000\000\000\000\231" {
      cltt 4 2026/11/26 19:00:00;
      iaaddr 2001:db8::50 {
        binding state active;
        preferred-life 4500;
        max-life 7200;
        ends 4 2026/11/26 21:00:00;
      }
      iaaddr 2001:db8::51 {
        binding state expired;
        preferred-life 4500;
        max-life 7200;
        ends 4 2026/11/26 19:30:00;
      }
    }

    ia-na 00:00:00:00:00:03:00:01:00:1b:a9:01:02:03 {
      cltt 4 2026/11/26 19:00:00;
      iaaddr 2001:db8::52 {
        binding state active;
        ends 4 2026/11/26 21:00:00;
      }
    }

    """#

  /// Kea 2.2.
  static let kea4 = """
    address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context
    192.0.2.50,02:00:00:00:00:99,01:02:00:00:00:00:99,3600,1795726800,1,0,0,laptop.example.org.,0,
    192.0.2.51,00:1b:a9:01:02:03,,4294967295,6090690495,1,0,0,a&#x2cb,0,{ "comment": "x" }
    192.0.2.52,02:00:00:00:00:98,,3600,1795726800,1,0,0,,1,

    """

  /// Kea 2.6.
  static let kea6 = """
    address,duid,valid_lifetime,expire,subnet_id,pref_lifetime,lease_type,iaid,prefix_len,fqdn_fwd,fqdn_rev,hostname,\
    hwaddr,state,user_context,hwtype,hwaddr_source,pool_id
    2001:db8::50,00:01:00:01:2e:aa:bb:cc:02:00:00:00:00:98,3600,1795726800,1,3000,0,1,128,0,0,laptop,02:00:00:00:00:99,0,,1,2,0
    2001:db8::51,00:03:00:01:00:1b:a9:01:02:03,3600,1795726800,1,3000,0,1,128,0,0,,,0,,,,0
    2001:db8:1::,00:03:00:01:00:1b:a9:01:02:03,3600,1795726800,1,3000,2,2,64,0,0,prefix,,0,,,,0

    """

  static let all: [(LeaseFormat, String)] = [
    (.dnsmasq, dnsmasq), (.dhcpd, dhcpd), (.dhcpd, dhcpd6), (.kea, kea4), (.kea, kea6),
  ]
}
