// Numbers in network byte order. Every parser checks `count` once and then only calls these.
extension Span where Element == UInt8 {
  /// The two octets at `offset`.
  @inline(__always)
  func uint16(at offset: Int) -> UInt16 {
    UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
  }

  // One chain of shifts from single octets is what the compiler makes one load of.
  /// The four octets at `offset`.
  @inline(__always)
  func uint32(at offset: Int) -> UInt32 {
    let high = UInt32(self[offset]) << 24 | UInt32(self[offset + 1]) << 16
    return high | UInt32(self[offset + 2]) << 8 | UInt32(self[offset + 3])
  }

  /// The eight octets at `offset`.
  @inline(__always)
  func uint64(at offset: Int) -> UInt64 {
    let first = UInt64(self[offset]) << 56 | UInt64(self[offset + 1]) << 48
    let second = UInt64(self[offset + 2]) << 40 | UInt64(self[offset + 3]) << 32
    let third = UInt64(self[offset + 4]) << 24 | UInt64(self[offset + 5]) << 16
    return first | second | third | UInt64(self[offset + 6]) << 8 | UInt64(self[offset + 7])
  }

  /// The six octets at `offset`.
  @inline(__always)
  func macAddress(at offset: Int) -> MACAddress {
    MACAddress(bits: UInt64(uint16(at: offset)) << 32 | UInt64(uint32(at: offset + 2)))
  }
}

// Numbers that the host which captured wrote in its own order, which is this one.
extension Span where Element == UInt8 {
  /// The two octets at `offset`, the low one first.
  func littleEndian16(at offset: Int) -> UInt16 { uint16(at: offset).byteSwapped }

  /// The four octets at `offset`, the low one first.
  func littleEndian32(at offset: Int) -> UInt32 { uint32(at: offset).byteSwapped }
}
