/// A block of a pcapng file (draft-ietf-opsawg-pcapng §4).
struct PcapngBlock {
  /// The Section Header Block; the same in both byte orders.
  static let sectionHeader: UInt32 = 0x0a0d_0d0a
  /// The Interface Description Block.
  static let interfaceDescription: UInt32 = 1
  /// The obsolete Packet Block.
  static let packet: UInt32 = 2
  /// The Simple Packet Block.
  static let simplePacket: UInt32 = 3
  /// The Enhanced Packet Block.
  static let enhancedPacket: UInt32 = 6

  /// The word in a Section Header Block that tells the byte order.
  static let byteOrderMagic: UInt32 = 0x1a2b_3c4d

  /// The byte order of its numbers.
  let order: ByteOrder
  /// Its type.
  let type: UInt32
  /// All its octets, from the type to the repeated length at the end.
  let length: Int

  /// It is one of the above; the others are gone past, however long they are.
  var isRead: Bool { minimumLength > 12 }

  /// Its length can be that of a whole block of its type, and of one that is read it fits the buffer.
  var isSane: Bool {
    length % 4 == 0 && length >= minimumLength && (!isRead || length <= ByteSource.capacity)
  }

  private var minimumLength: Int {
    switch type {
    case Self.sectionHeader: 28
    case Self.interfaceDescription: 20
    case Self.packet, Self.enhancedPacket: 32
    case Self.simplePacket: 16
    default: 12
    }
  }
}
