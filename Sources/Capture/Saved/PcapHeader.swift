import Wire

/// The header of a pcap file (draft-ietf-opsawg-pcap §4).
struct PcapHeader {
  /// Octets of the file's header.
  static let length = 24
  /// Octets of the header of a record.
  static let recordLength = 16

  /// The byte order of every number.
  let order: ByteOrder
  /// Nanoseconds in a unit of a record's fraction of a second: 1 or 1000.
  let unit: Int64
  /// The link type of every frame.
  let link: LinkType

  /// The byte order that the first four octets of a pcap file tell; nil when they are none's.
  static func order(_ magic: UInt32) -> ByteOrder? {
    ByteOrder(magic, magic: 0xa1b2_c3d4) ?? ByteOrder(magic, magic: 0xa1b2_3c4d)
  }

  /// Reads the header; nil when the file does not begin with the magic number of a pcap file.
  init?(_ source: inout ByteSource) throws(CaptureError) {
    let magic = source.word(at: 0)
    guard let order = Self.order(magic) else { return nil }
    self.order = order
    unit = order(magic) == 0xa1b2_3c4d ? 1 : 1000
    guard try source.fill(Self.length) else {
      throw .bad(source.name, "the file header is cut off after \(source.available) of \(Self.length) bytes")
    }
    let version = (order(source.number(at: 4, as: UInt16.self)), order(source.number(at: 6, as: UInt16.self)))
    guard version == (2, 4) else {
      throw .bad(source.name, "version \(version.0).\(version.1) of the pcap format cannot be read, only 2.4")
    }
    // The upper six bits speak of a frame check sequence, which does no harm behind a frame.
    let number = order(source.word(at: 20)) & 0x03ff_ffff
    guard let known = LinkType(number) else { throw .refusedLink(source.name, number) }
    link = known
    source.consume(Self.length)
  }
}
