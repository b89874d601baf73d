import TestKit
import Testing
import Wire

@Suite("IP addresses and prefixes")
struct IPAddressTests {
  @Test(
    "text is read and written canonically (RFC 5952)",
    arguments: [
      ("0.0.0.0", "0.0.0.0"), ("192.0.2.1", "192.0.2.1"), ("255.255.255.255", "255.255.255.255"),
      ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"),
      ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
      ("::ffff:192.0.2.1", "::ffff:c000:201"), ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"),
      ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::1.2.3.4", "::102:304"), ("0:0:1:0:0:0:0:0", "0:0:1::"),
    ])
  func reads(text: String, canonical: String) {
    #expect(IPAddress(text)?.description == canonical)
  }

  @Test(
    "anything else is refused",
    arguments: [
      "", ".", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", "1..3.4", "+1.2.3.4", "0x1.2.3.4",
      "1.2.3.٤", ":", ":::", "1:::2", "1::2::3", ":1", "1:", ":1::", "::1:", "1:2:3:4:5:6:7",
      "1:2:3:4:5:6:7:8:9",
      "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "12345::", "g::", "1.2.3.4::", "1:1.2.3.4::", "::1.2.3.4:1",
      "1.2.3.4:1::", "::1.2.3", "1:2:3:4:5:6:7:1.2.3.4", "fe80::1%eth0", "::+1", "1::-1", "::1\n",
    ])
  func refuses(text: String) {
    #expect(IPAddress(text) == nil)
  }

  @Test("written then read is the same, and octets too")
  func identity() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<500 {
      var octets = random.octets(16)
      for index in 0..<16 where random.next() % 3 == 0 { octets[index & ~1] = 0 }
      for index in 0..<8 where random.next() % 2 == 0 {
        octets.replaceSubrange(2 * index..<2 * index + 2, with: [0, 0])
      }
      for count in [4, 16] {
        let address = IPAddress(octets: octets.prefix(count))
        #expect(address?.octets == Array(octets.prefix(count)))
        #expect(address != nil && IPAddress(address?.description ?? "") == address)
      }
    }
    #expect(IPAddress(octets: [1, 2, 3]) == nil)
  }

  @Test("link-local is fe80::/10")
  func linkLocal() {
    #expect(IPv6Address(high: 0xfe80 << 48, low: 1).isLinkLocal)
    #expect(IPv6Address(high: 0xfebf << 48, low: 1).isLinkLocal)
    #expect(!IPv6Address(high: 0xfec0 << 48, low: 1).isLinkLocal)
  }

  @Test("a prefix keeps its host bits, an address alone is a host")
  func prefixes() {
    #expect(Prefix("192.0.2.1/24")?.description == "192.0.2.1/24")
    #expect(Prefix("192.0.2.1")?.length == 32)
    #expect(Prefix("2001:db8::1")?.length == 128)
    #expect(Prefix("0.0.0.0/0")?.length == 0)
    for text in [
      "", "/", "/24", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "::/129", "1.2.3.4/8/8", "1.2.3.4/ 8",
    ] {
      #expect(Prefix(text) == nil, "\(text)")
    }
  }
}
