import Plans
import Testing
import Wire

@testable import PacketFilter

@Suite struct RulesetEbtablesListingTests {
  static let nft = """
    Bridge table: filter

    Bridge chain: INPUT, entries: 2, policy: ACCEPT
    -j DHCPWARD , pcnt = 9 -- bcnt = 900
    -s 02:00:00:00:00:77 -j DROP , pcnt = 1 -- bcnt = 60

    Bridge chain: FORWARD, entries: 1, policy: ACCEPT
    -j DHCPWARD , pcnt = 0 -- bcnt = 0

    Bridge chain: OUTPUT, entries: 0, policy: ACCEPT

    Bridge chain: DHCPWARD, entries: 7, policy: RETURN
    -s 02:00:00:00:00:01 -j DROP , pcnt = 3 -- bcnt = 180
    -p Length -s 02:00:00:00:00:02 -j DROP , pcnt = 4 -- bcnt = 240
    -p IPv4 -s 02:00:00:00:0a:01 --ip-proto udp --ip-dport 67 -j DROP , pcnt = 5 -- bcnt = 1500
    -p IPv6 -s 02:00:00:00:0a:01 --ip6-proto udp --ip6-dport 547 -j DROP , pcnt = 2 -- bcnt = 200
    -p 802_1Q -s 02:00:00:00:0a:01 -j DROP , pcnt = 1 -- bcnt = 304
    -p S-TAG -s 02:00:00:00:0a:01 -j DROP , pcnt = 0 -- bcnt = 0
    -p IPv4 -s 02:00:00:00:0a:09 --ip-proto udp --ip-dport 67 -j DROP , pcnt = 0 -- bcnt = 0

    """

  /// Legacy writes a jump's comma without a space.
  static let legacy = nft.replacing("-j DHCPWARD ,", with: "-j DHCPWARD,")

  @Test(
    "chains, jumps and blocks with their counts are read from either flavour's listing",
    arguments: [nft, legacy])
  func reading(text: String) {
    let listing = EbtablesListing(text)
    #expect(listing.isInstalled)
    #expect(listing.jumps(from: "INPUT") == 1)
    let expected: [(UInt64, Scope, UInt64, UInt64)] = [
      // The last rule is half a block only: not one.
      (0x0200_0000_0a01, .dhcp, 8, 2004), (0x0200_0000_0001, .all, 3, 180), (0x0200_0000_0002, .llc, 4, 240),
    ]
    #expect(
      listing.blocks
        == expected.map { mac, scope, packets, bytes in
          StandingBlock(
            block: Block(mac: MACAddress(bits: mac), scope: scope), remaining: nil, packets: packets,
            bytes: bytes)
        })
  }

  @Test("a listing cut short anywhere never traps")
  func truncated() {
    for length in 0...Self.nft.utf8.count { _ = EbtablesListing(String(Self.nft.prefix(length))).blocks }
  }

  @Test("nothing installed is told from installed in part")
  func parts() {
    #expect(!EbtablesListing("").hasChain)
    let halves = Self.nft.replacing(
      "Bridge chain: FORWARD, entries: 1, policy: ACCEPT\n-j DHCPWARD", with: "")
    #expect(EbtablesListing(halves).hasChain)
    #expect(!EbtablesListing(halves).isInstalled)
  }
}
