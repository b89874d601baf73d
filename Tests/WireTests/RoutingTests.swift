import TestKit
import Testing
import Wire

@Suite("Messages that a router passed on") struct RoutingTests {
  private static let client = MACAddress(bits: 0x0200_0000_0105)
  private static let address = IPv4Address(bits: 0x0a09_0005)

  /// A renewal by unicast, as a router hands it on.
  private func renewal(_ change: (inout DHCPv4Frame) -> Void = { _ in }) -> ClientMessage? {
    var frame = DHCPv4Frame(source: MACAddress(bits: 0x0200_0000_00aa), .request)
    frame.message.chaddr = (0..<6).map { UInt8(truncatingIfNeeded: Self.client.bits >> (40 - 8 * $0)) }
    frame.message.ciaddr = Self.address
    frame.addresses = (Self.address, IPv4Address(bits: 0xc633_6401))
    frame.hopLimit = 63
    change(&frame)
    return read(frame)
  }

  @Test("another's chaddr, ciaddr as IP source and a time to live counted down are evidence")
  func renewals() {
    #expect(renewal()?.isRouted == true)
    #expect(renewal()?.address == Self.address)
    for hopLimit: UInt8 in [32, 62, 96, 127, 223, 254] {
      #expect(renewal { $0.hopLimit = hopLimit }?.isRouted == true, "\(hopLimit)")
    }
  }

  @Test("each by itself is none")
  func none() {
    for hopLimit: UInt8 in [0, 16, 31, 64, 65, 95, 128, 129, 222, 255] {
      #expect(renewal { $0.hopLimit = hopLimit }?.isRouted == false, "\(hopLimit)")
    }
    #expect(renewal { $0.source = Self.client }?.isRouted == false)
    #expect(renewal { $0.message.ciaddr = IPv4Address(bits: 0) }?.isRouted == false)
    #expect(renewal { $0.addresses.source = IPv4Address(bits: 0) }?.isRouted == false)
    #expect(renewal { $0.addresses.source = IPv4Address(bits: 0x0a09_0006) }?.isRouted == false)
    #expect(renewal { $0.message.giaddr = IPv4Address(bits: 1) }?.isRouted == false)
    #expect(renewal { $0.message.hlen = 0 }?.isRouted == false)
  }

  @Test("in DHCPv6 it is an address that is not the link's, and a hop limit counted down")
  func version6() {
    func message(_ source: IPv6Address, _ hopLimit: UInt8) -> ClientMessage? {
      read(
        DHCPv6Frame(source: .zero, .renew) {
          $0.addresses.source = source
          $0.hopLimit = hopLimit
        })
    }
    let global = IPv6Address(high: 0x2001_0db8_0000_0000, low: 5)
    #expect(message(global, 63)?.isRouted == true)
    #expect(message(global, 64)?.isRouted == false && message(global, 1)?.isRouted == false)
    #expect(message(IPv6Address(high: 0xfe80_0000_0000_0000, low: 5), 63)?.isRouted == false)
    #expect(message(IPv6Address(high: 0, low: 0), 63)?.isRouted == false)
  }

  @Test("the address of a DECLINE is the one that it declines, option 50")
  func declined() {
    func address(_ options: [UInt8], _ type: UInt8 = 4) -> UInt32? {
      read(
        DHCPv4Frame {
          $0.message.ciaddr = IPv4Address(bits: 7)
          $0.message.options = [53, 1, type] + options + [255]
        })?.address.bits
    }
    #expect(address([50, 4, 192, 0, 2, 130]) == 0xc000_0282)
    #expect(address([0, 12, 1, 65, 50, 4, 192, 0, 2, 130]) == 0xc000_0282)
    #expect(address([50, 3, 192, 0, 2]) == 7 && address([]) == 7 && address([50, 4, 192, 0]) == 7)
    #expect(address([50, 4, 192, 0, 2, 130], 3) == 7)
  }

  @Test("every network has its own addresses and no others")
  func networks() throws {
    let network = try #require(Prefix("192.0.2.77/26"))
    #expect(
      network.contains(IPv4Address(bits: 0xc000_0240)) && network.contains(IPv4Address(bits: 0xc000_027f)))
    #expect(!network.contains(IPv4Address(bits: 0xc000_0280)))
    #expect(try #require(Prefix("0.0.0.0/0")).contains(IPv4Address(bits: 5)))
    #expect(!(try #require(Prefix("10.0.0.5/32")).contains(IPv4Address(bits: 0x0a00_0004))))
    #expect(!(try #require(Prefix("::/0")).contains(IPv4Address(bits: 5))))
  }
}
