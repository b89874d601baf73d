import Plans
import Testing
import Wire

@testable import Netlink
@testable import PacketFilter

/// Literal bytes as nft 1.0.6 sends them for the same words (little-endian machine).
@Suite struct RulesetPortMessageTests {
  private let set = BlockSet(.dhcp, isAtPort: true)
  private let block = Block(
    mac: MACAddress(bits: 0x02_0000_0000_99), scope: .dhcp, port: InterfaceName("vnet3"),
    lifetime: .seconds(300))

  private func expect(
    _ message: NetlinkMessage, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let digits = text.split(separator: "\n").map { $0.prefix { $0 != "/" } }.joined().filter {
      !$0.isWhitespace
    }
    let bytes = message.payload.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    #expect(bytes == digits, sourceLocation: sourceLocation)
  }

  @Test("a set of sources at ports has a key of two parts")
  func keys() {
    // nft adds a record of its own to the userdata (NFTNL_UDATA_SET_KEY_TYPEOF), which it does not need.
    expect(
      NFTMessage.addSet(set, .bridge),
      """
      07 00 0000
      0d00 0100 6468637077617264 00 000000
      1900 0200 626c6f636b65645f646863705f61745f706f7274 00 000000  // "blocked_dhcp_at_port"
      0800 0300 00000010
      0800 0400 00000a49  // NFTA_SET_KEY_TYPE ifname . ether_addr
      0800 0500 00000018  // NFTA_SET_KEY_LEN
      0800 0a00 00000004
      0a00 0d00 00 04 00000000 0000  // NFTA_SET_USERDATA: key byte order 0 (none)
      1400 1180
        0c00 0100 636f756e746572 00
        0400 0280
      """)
  }

  @Test("a rule loads the port's name and the source side by side")
  func rule() {
    expect(
      NFTMessage.addRule(BlockSet(.all, isAtPort: true).nftRules[0], .bridge),
      """
      07 00 0000
      0d00 0100 6468637077617264 00 000000
      0f00 0200 707265726f7574696e67 00 00
      c800 0480
        2400 0180 0900 0100 6d657461 00 000000  // meta load iifname => reg 1
          1400 0280 0800 0200 00000006 0800 0100 00000001
        3400 0180 0c00 0100 7061796c6f6164 00  // payload load 6b @ link header + 6 => reg 2
          2400 0280 0800 0100 00000002 0800 0200 00000000 0800 0300 00000006 0800 0400 00000006
        3c00 0180 0b00 0100 6c6f6f6b7570 00 00  // lookup reg 1 set blocked_all_at_port
          2c00 0280 0800 0200 00000001
            1800 0100 626c6f636b65645f616c6c5f61745f706f7274 00 0800 0400 00000005
        3000 0180 0e00 0100 696d6d656469617465 00 0000  // immediate reg 0 drop
          1c00 0280 0800 0100 00000000 1000 0280 0c00 0280 0800 0100 00000000
      """)
  }

  @Test("an element is the padded name and the padded source, and is read back as the block")
  func element() throws {
    let message = NFTables.messages(.newElement, set, [NFTElement(block)])[0]
    expect(
      message,
      """
      07 00 0000
      0d00 0100 6468637077617264 00 000000
      1900 0200 626c6f636b65645f646863705f61745f706f7274 00 000000
      3400 0380
        3000 0180
          0c00 0400 00000000000493e0  // NFTA_SET_ELEM_TIMEOUT
          2000 0180 1c00 0100 766e657433 0000000000000000000000 020000000099 0000
      """)
    let list = try #require(NetlinkAttributes(message.payload.dropFirst(4))[3]).nested
    let read = try #require(list[1].flatMap { NFTElement($0.nested) })
    #expect(read.standing(in: .dhcp).block == block)
  }

  @Test("a key of any other length, or without a name, is no source")
  func hostile() {
    for count in 0..<64 where count != 6 {
      var message = NetlinkMessage(type: 0, header: [])
      message.nest(1) { $0.append(1, [UInt8](repeating: count == 24 ? 0 : 0x61, count: count)) }
      #expect(NFTElement(NetlinkAttributes(message.payload[...])) == nil)
    }
  }
}
