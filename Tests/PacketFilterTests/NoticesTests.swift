import Plans
import TestKit
import Testing
import Wire

@testable import HostNetwork
@testable import Netlink
@testable import PacketFilter

/// What the kernel tells, as literal messages put together.
@Suite struct NoticesTests {
  private let mac = MACAddress(bits: 0x02_0000_0000_99)
  private var key: Block.Key { Block.Key(mac: mac, scope: .dhcp) }

  private func told(_ message: NetlinkMessage, from port: UInt32 = 77) -> NetlinkReply {
    NetlinkReply(
      type: message.type, flags: 0, sequence: 0, port: port, payload: message.payload[...])
  }

  private func element(_ operation: NFTMessage.Operation, in set: String = "blocked_dhcp") -> NetlinkMessage {
    var message = NFTMessage.request(operation, .bridge)
    message.append(2, text: set)
    message.nest(3) {
      NFTElement(Block(mac: mac, scope: .dhcp, lifetime: .seconds(300))).append(to: &$0, withCounter: true)
    }
    return message
  }

  private func end(_ name: String) -> NetlinkMessage {
    var message = NetlinkMessage(type: 0xa0f, header: [0, 0, 0, 0])
    message.append(1, bigEndian: UInt32(5))
    message.append(2, bigEndian: UInt32(1234))
    message.append(3, text: name)
    return message
  }

  private func transaction(_ messages: [NetlinkMessage], by name: String = "nft") throws -> RulesetNotices
    .Transaction?
  {
    var notices = RulesetNotices(family: 7)
    for message in messages { #expect(try notices.note(told(message)) == nil) }
    return try notices.note(told(end(name)))
  }

  @Test("a transaction is told at its end, with who made it and from which port")
  func transaction() throws {
    let lifted = try #require(try transaction([element(.delElement)]))
    #expect(lifted.port == 77)
    #expect(lifted.edit == RulesetEdit(author: .other("nft"), takesAway: true, blocks: [key: nil]))
    let pardoned = try transaction([element(.newElement), element(.delElement)], by: "dhcpward")
    #expect(pardoned?.edit == RulesetEdit(author: .command, takesAway: true, blocks: [key: nil]))
    let renewed = try transaction([element(.newElement), element(.delElement), element(.newElement)])
    #expect((renewed?.edit?.blocks[key] ?? nil)?.block.lifetime == .seconds(300))
  }

  @Test("a table that goes takes its blocks along, those made anew in the same transaction stay")
  func table() throws {
    let gone = try transaction([
      element(.newElement), NFTMessage.deleteSet(BlockSet(.dhcp).setName, .bridge),
      NFTMessage.deleteTable(.bridge),
    ])
    #expect(
      gone?.edit
        == RulesetEdit(
          author: .other("nft"), touchesFrame: true, takesAway: true, emptied: Set(BlockSet.allCases)))
    let again = try transaction([
      NFTMessage.deleteTable(.bridge), NFTMessage.addTable(.bridge), element(.newElement),
    ])
    #expect(again?.edit?.blocks.keys.map(\.self) == [key])
    #expect(again?.edit?.emptied == Set(BlockSet.allCases))
  }

  @Test("what is of other tables or families is passed over, ebtables-nft's and broute's are told apart")
  func others() throws {
    #expect(try transaction([NFTMessage.deleteTable(.bridge.named("firewalld"))]) == nil)
    #expect(try transaction([]) == nil)
    var inet = NetlinkMessage(type: 0xa02, header: [1, 0, 0, 0])
    inet.append(1, text: "dhcpward")
    #expect(try transaction([inet]) == nil)
    #expect(
      try transaction([element(.newElement, in: "friends")])?.edit == RulesetEdit(author: .other("nft")))
    let ebtables = try #require(try transaction([NFTMessage.deleteTable(.bridge.named("filter"))]))
    #expect(ebtables.touchesEbtables && ebtables.edit == nil && !ebtables.touchesBridge)
    for name in ["dhcpward_broute", "dhcpward_vlan_eth0"] {
      #expect(try transaction([NFTMessage.deleteTable(.bridge.named(name))])?.touchesBridge == true)
    }
  }

  @Test("after a loss the rest of a transaction says nothing, the next one does")
  func lost() throws {
    var notices = RulesetNotices(family: 7)
    _ = try notices.note(told(element(.delElement)))
    notices.lose()
    _ = try notices.note(told(NFTMessage.deleteTable(.bridge)))
    #expect(try notices.note(told(end("nft"))) == nil)
    _ = try notices.note(told(NFTMessage.deleteTable(.bridge)))
    #expect(try notices.note(told(end("nft"))) != nil)
  }

  @Test("a process may call itself what it likes, our lines stay lines")
  func names() throws {
    #expect(
      try transaction([NFTMessage.deleteTable(.bridge)], by: "a\u{1b}[2J\nb")?.edit?.author
        == .other("a?[2J?b"))
    #expect(try transaction([NFTMessage.deleteTable(.bridge)], by: "")?.edit?.author == .other(""))
  }

  @Test("every shorter prefix of every message, and random bytes, are read without a trap")
  func hostile() throws {
    var random = SeededRandom(seed: 9)
    var datagrams = [element(.newElement), NFTMessage.deleteTable(.bridge), end("nft")].flatMap { message in
      let bytes = message.bytes(sequence: 1)
      return (0...bytes.count).map { Array(bytes.prefix($0)) }
    }
    for _ in 0..<2000 {
      var bytes = element(.newElement).bytes(sequence: 1)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        bytes[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      datagrams.append(bytes)
      datagrams.append(random.octets(Int.random(in: 0...80, using: &random)))
    }
    var notices = RulesetNotices(family: 7)
    var links = NetworkNotices(names: [try #require(InterfaceName("br0"))])
    for datagram in datagrams {
      for reply in NetlinkReply.all(in: datagram) {
        _ = try? notices.note(reply)
        for type in [16, 17, 20, 21, 24, 25] as [UInt16] {
          _ = links.concerns(
            NetlinkReply(type: type, flags: 0, sequence: 0, port: 0, payload: reply.payload))
        }
      }
    }
  }

  @Test("of links, addresses and routes only those of the interfaces looked after are told")
  func network() throws {
    var notices = NetworkNotices(names: [try #require(InterfaceName("br0"))])
    func link(_ type: UInt16, _ name: String, index: Int32, on lower: Int32? = nil) -> NetlinkReply {
      var header: [UInt8] = [0, 0, 1, 0]
      header.append(native: index)
      var message = NetlinkMessage(type: type, header: header + [UInt8](repeating: 0, count: 8))
      message.append(3, text: name)  // IFLA_IFNAME
      if let lower { message.append(5, native: lower) }  // IFLA_LINK
      return told(message)
    }
    func address(_ index: UInt32) -> NetlinkReply {
      var header: [UInt8] = [2, 24, 0, 0]
      header.append(native: index)
      return told(NetlinkMessage(type: 20, header: header))
    }
    #expect(notices.concerns(address(5)) == false)
    #expect(notices.concerns(link(16, "eth7", index: 4)) == false)
    #expect(notices.concerns(link(16, "br0", index: 5)) == true)
    #expect(notices.concerns(address(5)) == true)
    #expect(notices.concerns(address(4)) == false)
    // A VLAN device that comes to stand on it, or goes.
    #expect(notices.concerns(link(16, "br0.20", index: 6, on: 5)) == true)
    #expect(notices.concerns(link(17, "br0.20", index: 6, on: 5)) == true)
    #expect(notices.concerns(link(16, "eth7.20", index: 6, on: 4)) == false)
    var route = NetlinkMessage(type: 24, header: [UInt8](repeating: 0, count: 12))
    route.append(4, native: Int32(5))  // RTA_OIF
    #expect(notices.concerns(told(route)) == true)
    // Renamed: once under its old name.
    #expect(notices.concerns(link(16, "lan0", index: 5)) == true)
    #expect(notices.concerns(link(16, "lan0", index: 5)) == false)
    #expect(notices.concerns(address(5)) == false)
  }
}
