import Wire

/// dnsmasq's file of leases: a line each, written anew as a whole at every change.
///
/// `1700003600 02:00:00:00:00:99 192.0.2.10 laptop 01:02:00:00:00:00:99`; behind the line `duid …` those of IPv6:
/// `1700003600 7654321 2001:db8::10 laptop 00:01:00:01:…`, the second word the IAID, which a `T` precedes for a temporary
/// address. `*` stands for what is not known, and 0 for a lease without an end (lease.c of dnsmasq 2.90).
enum DnsmasqLeases {
  static func read(_ octets: ArraySlice<UInt8>, into table: inout LeaseTable) {
    LeaseText.lines(octets) { line in
      let words = line.split(separator: LeaseText.space, maxSplits: 4)
      guard words.count == 5, let end = LeaseText.moment(words[0]) else { return }
      // Hardware that is no Ethernet has its type before it: `06-…`.
      let mac =
        words[2].contains(UInt8(ascii: ":"))
        ? LeaseText.hexadecimal(words[4]).flatMap { LeaseText.owner(ofDUID: $0[...]) }
        : LeaseText.mac(words[1])
      guard !table.ignores(mac), let address = LeaseText.address(words[2]) else { return }
      let name = words[3].elementsEqual("*".utf8) ? nil : PrintableText(words[3])
      table.note(
        Lease(address: address, hostName: name, end: end.nanoseconds == 0 ? nil : end), of: mac)
    }
  }
}
