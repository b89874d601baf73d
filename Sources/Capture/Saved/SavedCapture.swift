public import Wire

/// A capture file: pcap or pcapng, in either byte order, with timestamps of any resolution.
///
/// `tcpdump -r FILE`, except that interfaces of different link types may stand in one pcapng file. It keeps no
/// frame, allocates nothing for one, and whatever the file holds it neither traps nor allocates in excess.
public struct SavedCapture: ~Copyable {
  /// The most bytes of a frame that are believed to have been captured: libpcap's MAXIMUM_SNAPLEN.
  public static let maximumFrame = 262_144

  /// The frames lent so far.
  public internal(set) var frames = 0
  /// Those of them that the file gives no time of (pcapng's Simple Packet Blocks); they are lent with the time
  /// of the frame before.
  public internal(set) var untimedFrames = 0

  var source: ByteSource
  var progress = PcapngProgress()
  private let header: PcapHeader?

  /// Opens a file, or standard input for `-`, and reads its first bytes.
  public init(path: String) throws(CaptureError) {
    var source = try ByteSource(path: path)
    guard try source.fill(4) else {
      throw .bad(source.name, source.available == 0 ? "the file is empty" : "not a pcap or pcapng capture")
    }
    let header = try PcapHeader(&source)
    if header == nil, source.word(at: 0) != PcapngBlock.sectionHeader { throw .unknownFormat(source) }
    self.source = source
    self.header = header
  }

  /// Lends every frame that is left: the bytes that were captured, however long it was on the wire.
  ///
  /// Throws where the file is damaged or cut off, after every whole frame before that was lent.
  public mutating func forEachFrame(
    _ body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void
  ) throws(CaptureError) {
    if let header {
      try forEachRecord(header, body)
    } else {
      try forEachBlock(body)
    }
  }
}
