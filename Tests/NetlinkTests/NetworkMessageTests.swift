import TestKit
import Testing

@testable import Netlink

@Suite("Netlink messages")
struct NetworkMessageTests {
  @Test("a request is its header, the family's header and padded attributes")
  func request() {
    var message = NetlinkMessage(
      type: 20, flags: [.acknowledge, .create, .exclusive], header: [2, 24, 0, 0, 7, 0, 0, 0])
    message.append(2, [192, 0, 2, 1])
    message.append(3, text: "br0")
    message.append(8, native: UInt32(0x80))
    message.append(11, native: UInt8(3))
    message.append(9, bigEndian: UInt16(0x1234))
    #expect(
      message.bytes(sequence: 5)
        == bytes(
          """
          40000000 1400 0506 05000000 00000000  // 64 bytes, RTM_NEWADDR, REQUEST|ACK|EXCL|CREATE, number 5
          02 18 00 00 07000000  // struct ifaddrmsg
          0800 0200 c0000201
          0800 0300 62723000
          0800 0800 80000000
          0500 0b00 03 000000
          0600 0900 1234 0000
          """))
  }

  @Test("a nest counts what is inside it, and is marked only where asked")
  func nest() {
    var message = NetlinkMessage(type: 16, header: [])
    message.nest(18, marked: false) {
      $0.append(1, text: "bridge")
      $0.nest(2) { $0.append(5, native: UInt32(0)) }
    }
    #expect(
      message.payload
        == bytes(
          """
          1c00 1200  // IFLA_LINKINFO
          0b00 0100 62726964676500 00  // IFLA_INFO_KIND
          0c00 0280  // IFLA_INFO_DATA
          0800 0500 00000000  // IFLA_BR_STP_STATE
          """))
  }

  @Test("what was built is read back")
  func identity() throws {
    var message = NetlinkMessage(type: 16, header: [1, 2, 3, 4])
    message.append(1, text: "br0")
    message.append(2, bigEndian: UInt64(0x0102_0304_0506_0708))
    message.nest(3) { $0.append(4, native: UInt16(0xabcd)) }
    let replies = NetlinkReply.all(in: message.bytes(sequence: 9) + message.bytes(sequence: 10))
    #expect(replies.map(\.sequence) == [9, 10])
    let attributes = try #require(replies.first).attributes(after: 4)
    #expect(attributes[1]?.text == "br0")
    #expect(attributes[2]?.bigEndian(UInt64.self) == 0x0102_0304_0506_0708)
    #expect(attributes[3]?.rawType == 0x8003)
    #expect(attributes[3]?.nested[4]?.native(UInt16.self) == 0xabcd)
    #expect(attributes[3]?.native(UInt32.self) == nil)
  }

  @Test("a received datagram cut anywhere gives fewer messages and attributes, never a trap")
  func cut() {
    var message = NetlinkMessage(type: 16, header: [1, 2, 3, 4])
    message.nest(3) { $0.append(4, native: UInt16(0xabcd)) }
    let whole = message.bytes(sequence: 9)
    for length in 0..<whole.count {
      let cut = Array(whole.prefix(length))
      #expect(NetlinkReply.all(in: cut).isEmpty)
      var forged = cut
      if length >= 16 { forged.replaceSubrange(0..<4, with: [UInt8(length), 0, 0, 0]) }
      for reply in NetlinkReply.all(in: forged) {
        _ = reply.attributes(after: 4).map { Array($0.nested) }
        _ = reply.verdict
      }
    }
  }

  @Test("an error carries the errno and the kernel's words, capped or not")
  func verdicts() throws {
    let capped = bytes(
      """
      38000000 0200 0003 01000000 00000000  // NLMSG_ERROR, CAPPED|ACK_TLVS
      efffffff  // -EEXIST
      40000000 1400 0506 01000000 00000000  // the header of the request alone
      1100 0100 41646472657373206578 00 000000 0000
      """)
    let first = try #require(NetlinkReply.all(in: capped).first?.verdict)
    #expect(first.errno == 17)
    #expect(first.text?.hasPrefix("Address ex") == true)
    let whole = bytes(
      """
      34000000 0200 0002 01000000 00000000  // NLMSG_ERROR, ACK_TLVS
      ffffffff  // -EPERM
      14000000 1400 0506 01000000 00000000 02180000  // the whole request
      0a00 0100 4e6f7065 0000 0000
      """)
    let second = try #require(NetlinkReply.all(in: whole).first?.verdict)
    #expect(second.errno == 1)
    #expect(second.text == "Nope")
  }

  @Test("an error names what was tried, on what, the system's words and what to do")
  func wording() {
    let exists = NetlinkError(
      operation: "add address", subject: "192.0.2.1/24 to br0", errno: 17,
      text: "ipv4: Address already assigned")
    #expect(
      exists.description
        == "add address 192.0.2.1/24 to br0: File exists (ipv4: Address already assigned)")
    #expect(
      NetlinkError(operation: "add link", subject: "br0", errno: 1).description
        == "add link br0: Operation not permitted; run it as root, or with CAP_NET_ADMIN")
  }

  @Test("the kernel lists links and refuses an unknown one by name")
  func live() throws {
    let socket = try NetlinkSocket(.route)
    let links = try socket.dump(
      NetlinkMessage(type: 18, header: [UInt8](repeating: 0, count: 16)), operation: "list links")
    #expect(links.contains { $0.attributes(after: 16)[3]?.text == "lo" })
    var query = NetlinkMessage(type: 18, header: [UInt8](repeating: 0, count: 16))
    query.append(3, text: "no-such-link")
    let error = #expect(throws: NetlinkError.self) {
      try socket.perform(query, operation: "get link", subject: "no-such-link")
    }
    #expect(error?.errno == 19)
  }
}
