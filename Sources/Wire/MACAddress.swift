/// A 48-bit Ethernet address (EUI-48, IEEE 802).
public struct MACAddress: Hashable, Sendable {
  /// The address as a number: the first octet on the wire is the most significant of the low 48 bits.
  public let bits: UInt64

  /// Takes the low 48 bits of `bits`.
  public init(bits: UInt64) { self.bits = bits & 0xffff_ffff_ffff }

  /// An address from six octets in wire order; nil for any other count.
  public init?(octets: some Collection<UInt8>) {
    guard octets.count == 6 else { return nil }
    bits = octets.reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// ff:ff:ff:ff:ff:ff
  public static let broadcast = MACAddress(bits: 0xffff_ffff_ffff)
  /// 00:00:00:00:00:00
  public static let zero = MACAddress(bits: 0)

  /// The I/G bit: a multicast or broadcast address, never valid as a source (IEEE 802.3 §3.2.3).
  public var isGroup: Bool { bits & 0x0100_0000_0000 != 0 }
  /// The U/L bit of an address of one station: its owner chose it, often at random, and no vendor (IEEE 802c).
  public var isLocal: Bool { bits & 0x0300_0000_0000 == 0x0200_0000_0000 }
  /// A virtual router's address, 00:00:5e:00:01:xx or 00:00:5e:00:02:xx (RFC 9568 §7.3).
  public var isVirtualRouter: Bool {
    let prefix = bits >> 8
    return prefix == 0x00_005e_0001 || prefix == 0x00_005e_0002
  }

  /// The six octets in wire order.
  public var octets: [UInt8] { (0..<6).map { UInt8(truncatingIfNeeded: bits >> (40 - 8 * UInt64($0))) } }
}

extension MACAddress: Comparable {
  /// Orders by the octets on the wire.
  public static func < (a: MACAddress, b: MACAddress) -> Bool { a.bits < b.bits }
}

extension MACAddress: LosslessStringConvertible {
  /// Reads `aa:bb:cc:dd:ee:ff`, `aa-bb-cc-dd-ee-ff` or `aabb.ccdd.eeff`; with colons a leading zero may be
  /// missing, as older ebtables prints it.
  public init?(_ text: String) {
    let utf8 = text.utf8
    let (separator, groups, digits): (UInt8, Int, ClosedRange<Int>) =
      utf8.contains(UInt8(ascii: ":"))
      ? (UInt8(ascii: ":"), 6, 1...2)
      : utf8.contains(UInt8(ascii: "-")) ? (UInt8(ascii: "-"), 6, 2...2) : (UInt8(ascii: "."), 3, 4...4)
    let parts = utf8.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.count == groups else { return nil }
    var bits: UInt64 = 0
    for part in parts {
      guard digits.contains(part.count) else { return nil }
      var group: UInt64 = 0
      for digit in part {
        guard let value = hexDigitValue(digit) else { return nil }
        group = group << 4 | UInt64(value)
      }
      bits = bits << UInt64(4 * digits.upperBound) | group
    }
    self.init(bits: bits)
  }

  /// Lower case, colons, two digits an octet.
  public var description: String {
    octets.map(hexOctet).joined(separator: ":")
  }
}
