/// Where a packet lies in its block.
struct PcapngPacket {
  /// Where its bytes begin.
  let start: Int
  /// How many bytes the block says were captured.
  let captured: Int
  /// How many bytes were on the wire.
  let original: Int
  /// How many bytes the block has room for.
  let room: Int
  /// The number of its interface.
  let interface: Int
  /// Its time in the interface's units; nil when the block has none.
  let ticks: UInt64?

  /// Reads the fixed fields of an Enhanced, Simple or obsolete Packet Block, all of it available (§4.3, §4.4).
  ///
  /// A Simple Packet Block does not say how many bytes were captured: `snapshot`, its interface's limit, does.
  @inline(__always)
  init(_ block: PcapngBlock, _ source: borrowing ByteSource, snapshot: Int) {
    let order = block.order
    if block.type == PcapngBlock.simplePacket {
      interface = 0
      ticks = nil
      start = 12
      room = block.length - 16
      original = Int(order(source.word(at: 8)))
      captured = min(original, room, snapshot == 0 ? original : snapshot)
    } else {
      let isEnhanced = block.type == PcapngBlock.enhancedPacket
      interface =
        isEnhanced ? Int(order(source.word(at: 8))) : Int(order(source.number(at: 8, as: UInt16.self)))
      ticks = UInt64(order(source.word(at: 12))) << 32 | UInt64(order(source.word(at: 16)))
      start = 28
      room = block.length - 32
      captured = Int(order(source.word(at: 20)))
      original = Int(order(source.word(at: 24)))
    }
  }
}
