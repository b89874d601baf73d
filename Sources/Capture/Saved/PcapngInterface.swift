import Wire

/// An interface that a section of a pcapng file describes.
struct PcapngInterface {
  /// The number of its link type.
  let linkNumber: UInt32
  /// Its link type; nil when frames of it are not read.
  let link: LinkType?
  /// The most bytes captured of a frame; 0 for no limit.
  let snapshot: Int
  /// How it counts time.
  let resolution: TimestampResolution

  /// Reads an Interface Description Block, all of it available (§4.2).
  ///
  /// A broken option ends the options, as it does in Wireshark; what they would have said keeps its default.
  init(_ source: borrowing ByteSource, _ block: PcapngBlock) {
    let order = block.order
    linkNumber = UInt32(order(source.number(at: 8, as: UInt16.self)))
    link = LinkType(linkNumber)
    snapshot = Int(order(source.word(at: 12)))
    var tick: UInt8 = 6
    var offset: Int64 = 0
    var position = 16
    let end = block.length - 4
    while position + 4 <= end {
      let code = order(source.number(at: position, as: UInt16.self))
      let count = Int(order(source.number(at: position + 2, as: UInt16.self)))
      position += 4
      guard code != 0, count <= end - position else { break }
      switch (code, count) {
      case (9, 1): tick = source.lend(at: position, count: 1) { $0[0] }
      case (14, 8): offset = order(source.number(at: position, as: Int64.self))
      default: break
      }
      position += (count + 3) & ~3
    }
    resolution = TimestampResolution(option: tick, offset: offset)
  }
}
