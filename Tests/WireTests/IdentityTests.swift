import TestKit
import Testing
import Wire

@Suite("What a message says besides its type")
struct IdentityTests {
  private func signature(_ options: [UInt8]) -> UInt32? {
    read(DHCPv4Frame { $0.message.options = [53, 1, 1] + options + [255] })?.signature
  }
  private func signature6(_ options: [UInt8]) -> UInt32? {
    read(DHCPv6Frame { $0.message.options = options })?.signature
  }
  private func option(_ code: UInt8, _ text: String) -> [UInt8] {
    [code, UInt8(text.utf8.count)] + text.utf8
  }

  @Test("the signature is of the first host name and the first vendor class, zero without")
  func signatures() {
    let name = option(12, "printer"), vendor = option(60, "udhcp 1.36.1")
    #expect(signature([]) == 0)
    #expect(signature([12, 0, 60, 0]) == 0)
    #expect(signature(option(55, "udhcp")) == 0)
    let seen = [
      signature(name), signature(vendor), signature(name + vendor), signature(option(12, "scanner")),
      signature(option(60, "printer")), signature(option(12, "printe")), signature(option(12, "p")),
    ]
    #expect(Set(seen).count == seen.count)
    #expect(!seen.contains(0))
    #expect(signature(vendor + name) == signature(name + vendor))
    #expect(signature(name + vendor + option(12, "x") + option(60, "y")) == signature(name + vendor))
    #expect(signature([0, 0] + name + [0, 61, 1, 1] + vendor) == signature(name + vendor))
  }

  @Test("a host name behind END, or cut, gives no signature and harms no type")
  func signatureEnds() {
    #expect(signature([255] + option(12, "printer")) == 0)
    let cut = read(DHCPv4Frame { $0.message.options = [53, 1, 3, 12, 9, 0x61] })
    #expect(cut?.kind == .request)
    #expect(cut?.signature == 0)
    let before = read(DHCPv4Frame { $0.message.options = option(12, "a") + [53, 1, 3, 60, 9, 0x61] })
    #expect(before?.kind == .request)
    #expect(before?.signature == signature(option(12, "a")))
  }

  @Test("in v6 the signature is of the name in option 39 and of the data of option 16")
  func signatures6() {
    let name = DHCPv6Fields.option(39, [1, 4] + "host".utf8 + [0])
    let flagged = DHCPv6Fields.option(39, [0, 4] + "host".utf8 + [0])
    let vendor = DHCPv6Fields.option(16, [0, 0, 1, 0x37, 0, 4] + "MSFT".utf8)
    #expect(signature6([]) == 0)
    #expect(signature6(DHCPv6Fields.option(39, [0]) + DHCPv6Fields.option(16, [0, 0, 1, 0x37])) == 0)
    #expect(signature6(name) == signature6(flagged))
    #expect(Set([signature6(name), signature6(vendor), signature6(name + vendor), 0]).count == 4)
    #expect(signature6(vendor + name) == signature6(name + vendor))
  }

  @Test("copies of a frame share their fingerprint, retransmissions do not")
  func fingerprints() {
    let frame = DHCPv4Frame().bytes
    let copy = read(frame)?.fingerprint
    #expect(copy == read(frame)?.fingerprint)
    #expect(copy != 0)
    // `secs`, IPv4 identification, IPv4 and UDP checksum, UDP length, `xid`.
    for place in [14 + 28 + 9, 14 + 5, 14 + 11, 14 + 27, 14 + 25, 14 + 28 + 7] {
      var other = frame
      other[place] ^= 1
      #expect(read(other)?.fingerprint != copy, "octet \(place)")
    }
  }

  @Test("in v6 the fingerprint is of transaction, flow label, payload length, and UDP length and checksum")
  func fingerprints6() {
    let frame = DHCPv6Frame { $0.payloadLength = 0 }.bytes
    let copy = read(frame)?.fingerprint
    #expect(copy == read(frame)?.fingerprint)
    for place in [14 + 3, 14 + 4, 14 + 45, 14 + 47, 14 + 51] {
      var other = frame
      other[place] ^= 1
      #expect(read(other)?.fingerprint != copy, "octet \(place)")
    }
  }

  @Test("a header cut in two has no fingerprint and no hop limit", arguments: 4..<8)
  func cut(length: Int) {
    let frame = DHCPv6Frame()
    let message = read(Array(frame.bytes.prefix(frame.udpOffset + length)))
    #expect(message == ClientMessage(source: frame.source, kind: .malformed6, sourcePort: 546))
  }

  @Test("the hop limit is IPv4's time to live and IPv6's hop limit")
  func hopLimit() {
    var bytes = DHCPv4Frame().bytes
    bytes[22] = 128
    #expect(read(bytes)?.hopLimit == 128)
    #expect(read(DHCPv6Frame { $0.hopLimit = 255 })?.hopLimit == 255)
  }
}
