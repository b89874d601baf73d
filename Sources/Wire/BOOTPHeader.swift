/// The fixed fields of a BOOTP or DHCPv4 message (RFC 2131 §2), as many of them as are there.
struct BOOTPHeader {
  /// Octets of the fixed fields.
  static let length = 236
  /// BOOTREPLY, the `op` of a server.
  static let reply: UInt8 = 2
  /// BOOTREQUEST, the `op` of a client.
  static let request: UInt8 = 1

  /// `op`; nil when the message is empty.
  let op: UInt8?
  /// `hops`, or 0.
  let hops: UInt8
  /// `xid`, or 0.
  let transaction: UInt32
  /// `secs`, or 0.
  let seconds: UInt16
  /// `ciaddr`, or 0.0.0.0.
  let ciaddr: IPv4Address
  /// `giaddr`, or 0.0.0.0.
  let giaddr: IPv4Address
  /// `chaddr`, or nil.
  let chaddr: ClientHardwareAddress?

  /// Reads what is there.
  @inline(__always)
  init(_ bytes: Span<UInt8>) {
    op = bytes.count >= 1 ? bytes[0] : nil
    hops = bytes.count >= 4 ? bytes[3] : 0
    transaction = bytes.count >= 8 ? bytes.uint32(at: 4) : 0
    seconds = bytes.count >= 10 ? bytes.uint16(at: 8) : 0
    ciaddr = IPv4Address(bits: bytes.count >= 16 ? bytes.uint32(at: 12) : 0)
    giaddr = IPv4Address(bits: bytes.count >= 28 ? bytes.uint32(at: 24) : 0)
    chaddr =
      bytes.count >= 44
      ? ClientHardwareAddress(high: bytes.uint64(at: 28), low: bytes.uint64(at: 36), hlen: bytes[2]) : nil
  }
}
