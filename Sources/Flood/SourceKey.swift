import Wire

/// What a source is known by: its address, and the IP version, as a machine that speaks both sends both versions'
/// messages at once and is to be judged by each alone. A client behind a relay has a keyed digest, which two share by
/// chance only.
enum SourceKey {
  private static let version6: UInt64 = 1 << 48
  private static let beside: UInt64 = 1 << 49
  private static let client: UInt64 = 1 << 63
  private static let client6: UInt64 = 1 << 62

  @inline(__always)
  static func of(_ message: ClientMessage) -> UInt64 {
    message.source.bits | (message.kind.isVersion6 ? version6 : 0)
  }
  static func of(_ mac: MACAddress, isVersion6: Bool) -> UInt64 { mac.bits | (isVersion6 ? version6 : 0) }
  /// The same machine's other version.
  static func twin(of key: UInt64) -> UInt64 { key ^ version6 }
  /// What a relay sends itself, beside what it passes on.
  static func beside(_ key: UInt64) -> UInt64 { key | beside }
  /// A client, by a digest.
  @inline(__always)
  static func client(_ digest: UInt64, isVersion6: Bool) -> UInt64 {
    digest >> 2 | client | (isVersion6 ? client6 : 0)
  }

  /// It is that of an Ethernet source.
  @inline(__always)
  static func isAddress(_ key: UInt64) -> Bool { key < beside }
  static func isVersion6(_ key: UInt64) -> Bool { key & (key & client != 0 ? client6 : version6) != 0 }
  static func isGroup(_ key: UInt64) -> Bool { isAddress(key) && MACAddress(bits: key).isGroup }
}
