public import Wire

/// The fields of a DHCPv4 message (RFC 2131 §2).
public struct DHCPv4Fields: Sendable {
  /// `op`: 1 a request, 2 a reply.
  public var op: UInt8 = 1
  /// `hlen`.
  public var hlen: UInt8 = 6
  /// `hops`.
  public var hops: UInt8 = 0
  /// `xid`.
  public var xid: UInt32 = 0x1234_5678
  /// `flags`: 0x8000 asks for broadcast answers.
  public var flags: UInt16 = 0
  /// `ciaddr`.
  public var ciaddr = IPv4Address(bits: 0)
  /// `giaddr`.
  public var giaddr = IPv4Address(bits: 0)
  /// `chaddr`, cut or filled to sixteen octets.
  public var chaddr: [UInt8]
  /// `sname`, cut or filled to 64 octets.
  public var sname: [UInt8] = []
  /// `file`, cut or filled to 128 octets.
  public var file: [UInt8] = []
  /// The magic cookie.
  public var cookie: [UInt8] = [0x63, 0x82, 0x53, 0x63]
  /// The octets behind the cookie.
  public var options: [UInt8]

  /// A request with option 53, unless nil, and END.
  public init(chaddr: [UInt8] = [2, 0, 0, 0, 0, 1], type: UInt8? = 1) {
    self.chaddr = chaddr
    options = (type.map { [53, 1, $0] } ?? []) + [255]
  }

  /// The message on the wire.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = [op, 1, hlen, hops]
    bytes += xid.wire + UInt16(0).wire + flags.wire + ciaddr.bits.wire + [UInt8](repeating: 0, count: 8)
    bytes += giaddr.bits.wire + chaddr.filled(to: 16) + sname.filled(to: 64) + file.filled(to: 128)
    return bytes + cookie + options
  }
}

extension FixedWidthInteger {
  /// The octets in network byte order.
  var wire: [UInt8] {
    stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
  }
}

extension [UInt8] {
  func filled(to count: Int) -> [UInt8] {
    prefix(count) + [UInt8](repeating: 0, count: Swift.max(0, count - self.count))
  }
}
