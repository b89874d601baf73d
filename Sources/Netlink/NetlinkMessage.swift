/// One netlink request: `struct nlmsghdr`, a family's own header, and attributes (netlink(7)).
///
/// Everything is padded to 4 bytes with zeroes. Numbers are in the machine's byte order unless a method's name
/// says big-endian.
package struct NetlinkMessage: Hashable, Sendable {
  /// Bytes in `struct nlmsghdr`.
  package static let headerLength = 16

  /// `nlmsg_type`
  let type: UInt16
  /// `nlmsg_flags`
  package var flags: Flags
  /// The family's header and the attributes.
  package private(set) var payload: [UInt8]

  /// `NLM_F_` flags of a request.
  package struct Flags: OptionSet, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// NLM_F_REQUEST; set in every message.
    static let request = Flags(rawValue: 0x1)
    /// NLM_F_ACK: the kernel answers even when all went well.
    package static let acknowledge = Flags(rawValue: 0x4)
    /// NLM_F_DUMP
    static let dump = Flags(rawValue: 0x300)
    /// NLM_F_REPLACE
    package static let replace = Flags(rawValue: 0x100)
    /// NLM_F_EXCL
    package static let exclusive = Flags(rawValue: 0x200)
    /// NLM_F_CREATE
    package static let create = Flags(rawValue: 0x400)
    /// NLM_F_APPEND
    package static let append = Flags(rawValue: 0x800)
  }

  /// A request without attributes yet; `header` is the family's own (`struct ifinfomsg`, `struct nfgenmsg`).
  package init(type: UInt16, flags: Flags = [.acknowledge], header: [UInt8]) {
    self.type = type
    self.flags = flags.union(.request)
    payload = header
    pad()
  }

  /// The bytes to send.
  func bytes(sequence: UInt32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headerLength + payload.count)
    appendBytes(sequence: sequence, to: &bytes)
    return bytes
  }

  /// Appends the bytes to send to a batch.
  func appendBytes(sequence: UInt32, to batch: inout [UInt8]) {
    batch.append(native: UInt32(Self.headerLength + payload.count))
    batch.append(native: type)
    batch.append(native: flags.rawValue)
    batch.append(native: sequence)
    batch.append(native: UInt32(0))
    batch += payload
  }

  /// Adds an attribute of raw bytes.
  package mutating func append(_ type: UInt16, _ bytes: some Collection<UInt8>) {
    precondition(bytes.count <= Int(UInt16.max) - 4, "netlink attribute \(type) is longer than 65531 bytes")
    payload.append(native: UInt16(4 + bytes.count))
    payload.append(native: type)
    payload += bytes
    pad()
  }

  /// Adds a number in the machine's byte order.
  package mutating func append(_ type: UInt16, native value: some FixedWidthInteger) {
    var bytes: [UInt8] = []
    bytes.append(native: value)
    append(type, bytes)
  }

  /// Adds a number in network byte order.
  mutating func append(_ type: UInt16, bigEndian value: some FixedWidthInteger) {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: value)
    append(type, bytes)
  }

  /// Adds a text with its closing NUL.
  package mutating func append(_ type: UInt16, text: String) {
    append(type, Array(text.utf8) + [0])
  }

  /// Adds an attribute that holds the attributes `fill` adds. `marked` sets NLA_F_NESTED, as nf_tables and all
  /// newer interfaces want; `ip` leaves it out in the older ones.
  package mutating func nest(_ type: UInt16, marked: Bool = true, _ fill: (inout NetlinkMessage) -> Void) {
    let start = payload.count
    payload.append(native: UInt16(0))
    payload.append(native: marked ? type | 0x8000 : type)
    fill(&self)
    let length = payload.count - start
    precondition(length <= Int(UInt16.max), "netlink nest \(type) is longer than 65535 bytes")
    var field: [UInt8] = []
    field.append(native: UInt16(length))
    payload[start] = field[0]
    payload[start + 1] = field[1]
  }

  /// The same for an attribute by its name in a header.
  package mutating func append(_ type: some RawRepresentable<UInt32>, _ bytes: some Collection<UInt8>) {
    append(UInt16(type.rawValue), bytes)
  }

  /// The same for an attribute by its name in a header.
  package mutating func append(_ type: some RawRepresentable<UInt32>, bigEndian value: some FixedWidthInteger)
  {
    append(UInt16(type.rawValue), bigEndian: value)
  }

  /// The same for an attribute by its name in a header.
  package mutating func append(_ type: some RawRepresentable<UInt32>, text: String) {
    append(UInt16(type.rawValue), text: text)
  }

  /// The same for an attribute by its name in a header.
  package mutating func nest(_ type: some RawRepresentable<UInt32>, _ fill: (inout NetlinkMessage) -> Void) {
    nest(UInt16(type.rawValue), fill)
  }

  /// Adds bytes that are no attribute, such as the `struct rtnexthop`s of a multipath route; padded to 4.
  package mutating func append(raw bytes: some Collection<UInt8>) {
    payload += bytes
    pad()
  }

  private mutating func pad() {
    while payload.count & 3 != 0 { payload.append(0) }
  }
}

extension [UInt8] {
  /// Numbers in the machine's byte order, one behind the other.
  package init<Number: FixedWidthInteger>(native values: Number...) {
    self = []
    for value in values { append(native: value) }
  }

  /// Adds a number in the machine's byte order.
  package mutating func append<Number: FixedWidthInteger>(native value: Number) {
    #if _endian(big)
      append(bigEndian: value)
    #else
      for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
        append(UInt8(truncatingIfNeeded: value >> shift))
      }
    #endif
  }

  /// Adds a number in network byte order.
  package mutating func append<Number: FixedWidthInteger>(bigEndian value: Number) {
    for shift in stride(from: Number.bitWidth - 8, through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
