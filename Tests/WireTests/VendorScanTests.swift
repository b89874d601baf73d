import TestKit
import Testing
import Wire

@Suite("The scan for vendors") struct VendorScanTests {
  static let registry = """
    Registry,Assignment,Organization Name,Organization Address
    MA-L,001B21,Intel Corporate,Lot 8 Jalan Hi-Tech 2/3 Kulim MY 09000\u{20}
    MA-L,00D0EF,"IGT, ""the"" maker","9295 PROTOTYPE DRIVE
    MA-L,001B22,Not a record,"
    MA-L,8C1F64,IEEE Registration Authority,445 Hoes Lane
    MA-M,8C1F645,Medium Blocks GmbH,Somewhere
    MA-S,8C1F64567,Small Blocks Ltd,Somewhere
    MA-L,001B21,Intel again,x
    MA-L,00AABB,\u{1b}[31mRed\u{202e},x
    MA-L,0OAABC,No number,x
    MA-L,00AABD
    MA-L,00AABE,
    MA-L,00AABF,Last
    """

  static func vendors(_ macs: [String], pieces: Int = .max) -> Vendors {
    let bytes = Array(registry.utf8)
    var scan = VendorScan(for: macs.compactMap { MACAddress($0) })
    for start in stride(from: 0, to: bytes.count, by: min(pieces, bytes.count)) {
      scan.read(Array(bytes[start..<min(bytes.count, start + min(pieces, bytes.count))]).span)
    }
    scan.endFile()
    return scan.vendors
  }

  static let expected = [
    ("00:1b:21:00:00:01", "Intel again"), ("00:d0:ef:00:00:01", "IGT, \"the\" maker"),
    ("8c:1f:64:56:70:01", "Small Blocks Ltd"), ("8c:1f:64:50:00:01", "Medium Blocks GmbH"),
    ("8c:1f:64:00:00:01", nil), ("00:1b:22:00:00:01", nil), ("00:aa:bd:00:00:01", nil),
    ("00:aa:be:00:00:01", nil), ("00:aa:bf:00:00:01", "Last"), ("00:12:34:00:00:01", nil),
  ]

  @Test(
    "finds the narrowest assignment of each, in whatever pieces the file comes", arguments: [1, 7, 64, .max])
  func found(pieces: Int) throws {
    let vendors = Self.vendors(Self.expected.map(\.0), pieces: pieces)
    for (text, name) in Self.expected { #expect(vendors[try #require(MACAddress(text))] == name, "\(text)") }
  }

  @Test("controls in a name cannot reach a terminal") func foreign() throws {
    let mac = try #require(MACAddress("00:aa:bb:00:00:01"))
    #expect(Self.vendors(["00:aa:bb:00:00:01"])[mac] == "\u{fffd}[31mRed\u{fffd}")
  }

  @Test("a local address has no vendor but says what it is; groups and zero say nothing") func local() throws
  {
    let vendors = Self.vendors(["02:1b:21:00:00:01"])
    let local = try #require(MACAddress("02:1b:21:00:00:01"))
    #expect(local.isLocal && vendors[local] == nil)
    #expect(vendors.words(for: local) == "randomised or local address")
    for mac in [MACAddress.broadcast, .zero, MACAddress(bits: 0x0100_5e00_0001)] {
      #expect(!mac.isLocal && vendors.words(for: mac) == nil)
      #expect(VendorScan(for: [mac]).isEmpty)
    }
  }

  @Test("random bytes neither trap nor fill memory") func random() {
    var generator = SeededRandom(seed: 11)
    var scan = VendorScan(for: [MACAddress(bits: 0x0000_1b21_0000_0001)])
    for _ in 0..<200 {
      let bytes = generator.octets(400).map {
        $0 % 8 == 0 ? UInt8(ascii: "\"") : $0 % 5 == 0 ? UInt8(ascii: ",") : $0
      }
      scan.read(bytes.span)
    }
    scan.endFile()
  }
}
