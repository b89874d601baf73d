import TestKit
import Testing
import Wire

/// Who was served, as a server says it.
@Suite struct LeaseConfirmationTests {
  private let client = MACAddress(bits: 0x02_0000_0000_11)
  private let relay = MACAddress(bits: 0x02_0000_0000_21)

  /// Ethernet, IPv4 and UDP in front of a BOOTREPLY with option 53.
  private func reply(
    type: UInt8 = 5, to receiver: MACAddress, tags: [UInt8] = [], op: UInt8 = 2, yours: UInt8 = 50,
    port: UInt8 = 67, options: [UInt8] = []
  ) -> [UInt8] {
    var message = [UInt8](repeating: 0, count: 236)
    message.replaceSubrange(0..<3, with: [op, 1, 6])
    message[19] = yours
    message.replaceSubrange(28..<34, with: client.octets)
    message += [0x63, 0x82, 0x53, 0x63] + options + [53, 1, type, 54, 4, 192, 0, 2, 1, 255]
    let udp: [UInt8] = [0, port, 0, 68, 0, 0, 0, 0]
    var ip = [UInt8](repeating: 0, count: 20)
    (ip[0], ip[9]) = (0x45, 17)
    return receiver.octets + [2, 0, 0, 0, 0, 1] + tags + [8, 0] + ip + udp + message
  }

  private func reply6(type: UInt8, to receiver: MACAddress, port: UInt16 = 547) -> [UInt8] {
    var ip = [UInt8](repeating: 0, count: 40)
    (ip[0], ip[6]) = (0x60, 17)
    let udp: [UInt8] = [UInt8(port >> 8), UInt8(port & 255), 2, 34, 0, 0, 0, 0]
    return receiver.octets + [2, 0, 0, 0, 0, 1, 0x86, 0xdd] + ip + udp + [type, 1, 2, 3]
  }

  private func read(_ bytes: [UInt8]) -> LeaseConfirmation? { LeaseConfirmation(in: bytes.span) }

  @Test("an acknowledgement names its client, and who it is sent to, tagged or not")
  func acknowledgement() throws {
    for tags in [[], [0x81, 0, 0, 7], [0x88, 0xa8, 0, 7, 0x81, 0, 0, 8]] as [[UInt8]] {
      let broadcast = try #require(read(reply(to: .broadcast, tags: tags)))
      #expect(broadcast.client == client && broadcast.receiver == nil)
      let relayed = try #require(read(reply(to: relay, tags: tags)))
      #expect(relayed.client == client && relayed.receiver == relay)
    }
    #expect(read(reply(to: client, options: [0, 0, 12, 3, 1, 2, 3])) != nil)
  }

  @Test("offers, refusals, answers to INFORM, requests and other ports confirm nothing")
  func others() {
    for type in [1, 2, 3, 4, 6, 7, 8] as [UInt8] { #expect(read(reply(type: type, to: client)) == nil) }
    #expect(read(reply(to: client, yours: 0)) == nil)
    #expect(read(reply(to: client, op: 1)) == nil)
    #expect(read(reply(to: client, port: 68)) == nil)
  }

  @Test("a REPLY of DHCPv6 and one by a relay name whom they are sent to")
  func version6() {
    for type in [7, 13] as [UInt8] {
      #expect(read(reply6(type: type, to: client))?.receiver == client)
      #expect(read(reply6(type: type, to: client))?.client == nil)
    }
    for type in [2, 10] as [UInt8] { #expect(read(reply6(type: type, to: client)) == nil) }
    #expect(read(reply6(type: 7, to: client, port: 546)) == nil)
  }

  @Test("every shorter frame, and random bytes, are read without a trap")
  func hostile() {
    for whole in [reply(to: client), reply6(type: 7, to: client), reply(to: client, tags: [0x81, 0, 0, 7])] {
      for length in 0...whole.count { _ = read(Array(whole.prefix(length))) }
      var random = SeededRandom(seed: 53)
      for _ in 0..<20_000 {
        var bytes = whole
        for _ in 0..<4 {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        _ = read(bytes)
      }
    }
  }
}
