/// Attributes as they were received, one after another. Bytes that make no whole attribute end the sequence.
package struct NetlinkAttributes: Sequence, IteratorProtocol {
  private var rest: ArraySlice<UInt8>

  /// Reads these bytes as attributes.
  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next attribute.
  package mutating func next() -> NetlinkAttribute? {
    guard let length = rest.nativeNumber(at: 0, as: UInt16.self).map(Int.init), length >= 4,
      length <= rest.count,
      let type = rest.nativeNumber(at: 2, as: UInt16.self)
    else { return nil }
    let bytes = rest.dropFirst(4).prefix(length - 4)
    rest = rest.dropFirst((length + 3) & ~3)
    return NetlinkAttribute(rawType: type, bytes: bytes)
  }

  /// The first attribute of that type.
  package subscript(type: UInt16) -> NetlinkAttribute? { first { $0.type == type } }

  /// The first attribute of that name in a header.
  package subscript(type: some RawRepresentable<UInt32>) -> NetlinkAttribute? { self[UInt16(type.rawValue)] }
}

/// One attribute as it was received.
package struct NetlinkAttribute {
  /// `nla_type` with its flags.
  package let rawType: UInt16
  /// The payload without padding.
  package let bytes: ArraySlice<UInt8>

  /// `nla_type` without NLA_F_NESTED and NLA_F_NET_BYTEORDER.
  package var type: UInt16 { rawType & 0x3fff }

  /// It is the one of that name in a header.
  package func `is`(_ type: some RawRepresentable<UInt32>) -> Bool { self.type == UInt16(type.rawValue) }

  /// The payload as a number in the machine's byte order; nil unless it has exactly that size.
  package func native<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    bytes.count == Number.bitWidth / 8 ? bytes.nativeNumber(at: 0, as: type) : nil
  }

  /// The payload as a number in network byte order; nil unless it has exactly that size.
  package func bigEndian<Number: FixedWidthInteger>(_ type: Number.Type) -> Number? {
    bytes.count == Number.bitWidth / 8 ? bytes.bigEndianNumber(at: 0, as: type) : nil
  }

  /// The payload as text, up to the first NUL.
  package var text: String { String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }

  /// The payload as attributes.
  package var nested: NetlinkAttributes { NetlinkAttributes(bytes) }
}

extension ArraySlice<UInt8> {
  /// A number in the machine's byte order, `offset` bytes after the start; nil past the end.
  package func nativeNumber<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number? {
    bigEndianNumber(at: offset, as: type).map { $0.fromMachineOrder }
  }

  /// A number in network byte order, `offset` bytes after the start; nil past the end.
  package func bigEndianNumber<Number: FixedWidthInteger>(at offset: Int, as type: Number.Type) -> Number? {
    guard offset >= 0, count - offset >= Number.bitWidth / 8 else { return nil }
    var value: Number = 0
    for index in 0..<Number.bitWidth / 8 {
      value = Number.bitWidth == 8 ? 0 : value << 8
      value |= Number(truncatingIfNeeded: self[startIndex + offset + index])
    }
    return value
  }
}

extension FixedWidthInteger {
  /// Bytes were read first to last as a big-endian number, but the machine had written them.
  fileprivate var fromMachineOrder: Self {
    #if _endian(big)
      self
    #else
      byteSwapped
    #endif
  }
}
