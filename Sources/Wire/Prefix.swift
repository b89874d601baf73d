/// An address with a prefix length, host bits kept: `192.0.2.1/24`, as `ip address` writes it.
public struct Prefix: Hashable, Sendable {
  /// The address, host bits included.
  public let address: IPAddress
  /// How many leading bits name the network: 0 to 32, or 0 to 128.
  public let length: Int

  /// Nil when the length does not fit the family.
  public init?(address: IPAddress, length: Int) {
    guard (0...address.width).contains(length) else { return nil }
    self.address = address
    self.length = length
  }

  /// Whether an IPv4 address is in this network.
  public func contains(_ other: IPv4Address) -> Bool {
    guard case .v4(let own) = address else { return false }
    // A shift as wide as the number gives zero.
    return (own.bits ^ other.bits) & ~(UInt32.max >> UInt32(length)) == 0
  }
}

extension Prefix: LosslessStringConvertible {
  /// Reads `ADDRESS/LENGTH`; an address alone is a host prefix.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else { return nil }
    guard parts.count == 2 else {
      self.init(address: address, length: address.width)
      return
    }
    guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let length = Int(parts[1])
    else { return nil }
    self.init(address: address, length: length)
  }

  /// `ADDRESS/LENGTH`.
  public var description: String { "\(address)/\(length)" }
}
