import Plans
import TestKit
import Testing
import Wire

@testable import Netlink
@testable import PacketFilter

/// Literal bytes as nft 1.0.6 sends them for the same words (little-endian machine).
@Suite struct RulesetMessageTests {
  @Test("a transaction begins and ends with nfnetlink's own messages")
  func batch() {
    expect(NFTMessage.batchBegin(), 0, "14000000 1000 0100 00000000 00000000 00 00 000a")
    expect(
      NFTMessage.batchBegin(generation: 7), 0,
      """
      1c000000 1000 0100 00000000 00000000 00 00 000a
      0800 0100 00000007  // NFNL_BATCH_GENID, big-endian
      """)
    expect(NFTMessage.batchEnd, 14, "14000000 1100 0100 0e000000 00000000 00 00 000a")
  }

  @Test("table and chain are asked for in nft's own bytes")
  func tableAndChain() {
    expect(
      NFTMessage.addTable(.bridge), 1,
      """
      2c000000 000a 0104 01000000 00000000  // NFT_MSG_NEWTABLE, NLM_F_REQUEST|CREATE
      07 00 0000  // AF_BRIDGE
      0d00 0100 6468637077617264 00 000000  // NFTA_TABLE_NAME "dhcpward"
      0800 0200 00000000  // NFTA_TABLE_FLAGS
      """)
    expect(
      NFTMessage.addChain(.bridge), 2,
      """
      5c000000 030a 0104 02000000 00000000  // NFT_MSG_NEWCHAIN
      07 00 0000
      0d00 0100 6468637077617264 00 000000
      0f00 0300 707265726f7574696e67 00 00  // NFTA_CHAIN_NAME "prerouting"
      0b00 0700 66696c746572 00 00  // NFTA_CHAIN_TYPE "filter"
      0800 0500 00000001  // NFTA_CHAIN_POLICY NF_ACCEPT
      1400 0480  // NFTA_CHAIN_HOOK
        0800 0100 00000000  // NFTA_HOOK_HOOKNUM NF_BR_PRE_ROUTING
        0800 0200 fffffed4  // NFTA_HOOK_PRIORITY -300
      """)
  }

  @Test("a set of sources has timeouts and counts, in nft's own bytes")
  func set() {
    expect(
      NFTMessage.addSet(BlockSet(.dhcp), .bridge), 3,
      """
      78000000 090a 0104 03000000 00000000  // NFT_MSG_NEWSET
      07 00 0000
      0d00 0100 6468637077617264 00 000000
      1100 0200 626c6f636b65645f64686370 00 000000  // NFTA_SET_NAME "blocked_dhcp"
      0800 0300 00000010  // NFTA_SET_FLAGS NFT_SET_TIMEOUT
      0800 0400 00000009  // NFTA_SET_KEY_TYPE ether_addr
      0800 0500 00000006  // NFTA_SET_KEY_LEN
      0800 0a00 00000001  // NFTA_SET_ID
      0a00 0d00 00 04 02000000 0000  // NFTA_SET_USERDATA: key byte order 2 (big-endian)
      1400 1180  // NFTA_SET_EXPR
        0c00 0100 636f756e746572 00  // "counter"
        0400 0280
      """)
  }

  @Test("a rule of each scope is compiled as nft compiles it")
  func rules() {
    let head = "07 00 0000 0d00 0100 6468637077617264 00 000000 0f00 0200 707265726f7574696e67 00 00"
    let source =
      "3400 0180 0c00 0100 7061796c6f6164 00 2400 0280 "  // payload load 6b @ link header + 6 => reg 1
      + "0800 0100 00000001 0800 0200 00000000 0800 0300 00000006 0800 0400 00000006"
    let drop =
      "3000 0180 0e00 0100 696d6d656469617465 00 0000 1c00 0280 "  // immediate reg 0 drop
      + "0800 0100 00000000 1000 0280 0c00 0280 0800 0100 00000000"
    func compare(_ operation: String, _ bytes: String) -> String {
      "2c00 0180 0800 0100 636d70 00 2000 0280 0800 0100 00000001 0800 0200 \(operation) 0c00 0380 \(bytes)"
    }
    func meta(_ key: String) -> String {
      "2400 0180 0900 0100 6d657461 00 000000 1400 0280 0800 0200 \(key) 0800 0100 00000001"
    }
    let dhcp =
      "3800 0180 0b00 0100 6c6f6f6b7570 00 00 2800 0280 0800 0200 00000001 "
      + "1100 0100 626c6f636b65645f64686370 00 000000 0800 0400 00000001"

    // ether saddr @blocked_all drop
    expect(
      NFTMessage.addRule(BlockSet(.all).nftRules[0], .bridge), 6,
      "d0000000 060a 010c 06000000 00000000" + head + "9c00 0480" + source
        + "3400 0180 0b00 0100 6c6f6f6b7570 00 00 2400 0280 0800 0200 00000001 "
        + "1000 0100 626c6f636b65645f616c6c 00 0800 0400 00000002" + drop)
    // meta protocol < 0x0600 ether saddr @blocked_802_3 drop
    expect(
      NFTMessage.addRule(BlockSet(.llc).nftRules[0], .bridge), 7,
      "24010000 060a 010c 07000000 00000000" + head + "f000 0480"
        + meta("00000001") + compare("00000002", "0600 0100 0600 0000") + source
        + "3800 0180 0b00 0100 6c6f6f6b7570 00 00 2800 0280 0800 0200 00000001 "
        + "1200 0100 626c6f636b65645f3830325f33 00 0000 0800 0400 00000003" + drop)
    // ether saddr @blocked_dhcp drop
    expect(
      NFTMessage.addRule(BlockSet(.dhcp).nftRules[0], .bridge, chain: "dhcp"), 8,
      "d0000000 060a 010c 08000000 00000000 07 00 0000 0d00 0100 6468637077617264 00 000000 "
        + "0900 0200 64686370 00 000000 a000 0480" + source + dhcp + drop)
    // meta protocol 8021q jump nested
    expect(
      NFTMessage.addRule(NFTSearch.blocks[2], .bridge), 9,
      "c4000000 060a 010c 09000000 00000000" + head + "9000 0480" + meta("00000001")
        + compare("00000000", "0600 0100 8100 0000")
        + "3c00 0180 0e00 0100 696d6d656469617465 00 0000 2800 0280 0800 0100 00000000 1c00 0280 1800 0280 "
        + "0800 0100 fffffffd 0b00 0200 6e6573746564 00 00")
    // @nh,16,16 0x8100 jump dhcp
    expect(
      NFTMessage.addRule(NFTSearch.nestedBlocks[8], .bridge, chain: "nested"), 10,
      "d0000000 060a 010c 0a000000 00000000 07 00 0000 0d00 0100 6468637077617264 00 000000 "
        + "0b00 0200 6e6573746564 00 00 a000 0480 "
        + "3400 0180 0c00 0100 7061796c6f6164 00 2400 0280 0800 0100 00000001 0800 0200 00000001 "
        + "0800 0300 00000002 0800 0400 00000002" + compare("00000000", "0600 0100 8100 0000")
        + "3c00 0180 0e00 0100 696d6d656469617465 00 0000 2800 0280 0800 0100 00000000 1c00 0280 1800 0280 "
        + "0800 0100 fffffffd 0900 0200 64686370 00 000000")
  }

  @Test("a block is an element with timeout, comment and the counts it had, in nft's own bytes")
  func element() throws {
    var element = NFTElement(
      Block(mac: MACAddress(bits: 0x02_0000_0000_07), scope: .all, lifetime: .seconds(300)))
    element.comment = "watch x"
    (element.packets, element.bytes) = (3, 180)
    let message = try #require(
      NFTables.messages(.newElement, BlockSet(.all), [element], flags: .create, withCounter: true).first)
    expect(
      message, 1,
      """
      94000000 0c0a 0104 01000000 00000000  // NFT_MSG_NEWSETELEM
      07 00 0000
      0d00 0100 6468637077617264 00 000000
      1000 0200 626c6f636b65645f616c6c 00  // NFTA_SET_ELEM_LIST_SET "blocked_all"
      6000 0380  // NFTA_SET_ELEM_LIST_ELEMENTS
        5c00 0180
          0c00 0400 00000000000493e0  // NFTA_SET_ELEM_TIMEOUT 300,000 ms
          1000 0180 0a00 0100 020000000007 0000  // NFTA_SET_ELEM_KEY
          0e00 0600 00 08 7761746368 20 78 00 0000  // NFTA_SET_ELEM_USERDATA: comment "watch x"
          2c00 0780  // NFTA_SET_ELEM_EXPR
            0c00 0100 636f756e746572 00
            1c00 0280
              0c00 0100 00000000000000b4  // NFTA_COUNTER_BYTES
              0c00 0200 0000000000000003  // NFTA_COUNTER_PACKETS
      """)
  }

  @Test("what is built is read back: key, timeout, comment and counts")
  func identity() throws {
    let remark = BlockComment(
      origin: .watch, since: Timestamp(seconds: 1_795_431_970), reason: "20 messages in 5 s")
    let block = Block(
      mac: MACAddress(bits: 0x02_0000_0000_99), scope: .dhcp, lifetime: .seconds(600), remark: remark)
    var element = NFTElement(block)
    (element.packets, element.bytes) = (7, 2114)
    let message = NFTables.messages(.newElement, BlockSet(.dhcp), [element], withCounter: true)[0]
    let list = try #require(NetlinkAttributes(message.payload.dropFirst(4))[3]).nested
    let read = try #require(list[1].flatMap { NFTElement($0.nested) })
    #expect(read == element)
    #expect(read.standing(in: .dhcp).block == block)
  }

  @Test("an element cut short anywhere is read as less or as none, and never traps")
  func truncated() throws {
    var element = NFTElement(
      Block(mac: MACAddress(bits: 0x02_0000_0000_99), scope: .all, lifetime: .seconds(9)))
    element.comment = String(repeating: "x", count: 120)
    let message = NFTables.messages(.newElement, BlockSet(.all), [element], withCounter: true)[0]
    for length in 0...message.payload.count {
      for attribute in NetlinkAttributes(message.payload.prefix(length).dropFirst(4)) {
        for nested in attribute.nested { _ = NFTElement(nested.nested) }
      }
    }
  }

  @Test("no message on elements is longer than an attribute can be")
  func split() {
    let remark = BlockComment(
      origin: .watch, since: Timestamp(seconds: 0), reason: String(repeating: "y", count: 300))
    let elements = (0..<1000).map { number in
      NFTElement(
        Block(mac: MACAddress(bits: UInt64(number)), scope: .dhcp, lifetime: .seconds(1), remark: remark))
    }
    let messages = NFTables.messages(.newElement, BlockSet(.dhcp), elements, withCounter: true)
    #expect(messages.count > 1)
    #expect(messages.allSatisfy { $0.payload.count < 65536 })
    let count = messages.reduce(0) { total, message in
      total
        + (NetlinkAttributes(message.payload.dropFirst(4))[3]?.nested.reduce(0) { sum, _ in sum + 1 } ?? 0)
    }
    #expect(count == 1000)
  }

  /// Compares a message with hex text; see `bytes(_:)`.
  private func expect(
    _ message: NetlinkMessage, _ sequence: UInt32, _ hex: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    #expect(message.bytes(sequence: sequence) == bytes(hex), sourceLocation: location)
  }
}
