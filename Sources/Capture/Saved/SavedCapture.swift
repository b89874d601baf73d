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
  /// Frames of interfaces of a link type that is not read, by its number: they are left out.
  var unreadFrames: [UInt32: Int] = [:]

  var source: ByteSource
  var progress = PcapngProgress()
  private let header: PcapHeader?

  /// Whether what begins with these six octets may be a capture, compressed or not.
  public static func isOne(_ first: [UInt8]) -> Bool {
    guard first.count >= 4 else { return false }
    let word = first.prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    return word == PcapngBlock.sectionHeader || PcapHeader.order(word) != nil || Compression(first) != nil
  }

  /// Opens a file, or standard input for `-`, and reads its first bytes.
  public init(path: String) throws(CaptureError) { try self.init(ByteSource(path: path)) }

  /// Reads a capture from a descriptor, which it closes; more octets than `limit` are an error. `name` is for messages.
  public init(descriptor: Int32, name: String, limit: Int) throws(CaptureError) {
    try self.init(ByteSource(descriptor: descriptor, name: name, limit: limit))
  }

  private init(_ opened: consuming ByteSource) throws(CaptureError) {
    var source = opened
    guard try source.fill(4) else {
      throw .bad(source.name, source.available == 0 ? "the file is empty" : "not a pcap or pcapng capture")
    }
    let header = try PcapHeader(&source)
    if header == nil, source.word(at: 0) != PcapngBlock.sectionHeader { throw .unknownFormat(source) }
    self.source = source
    self.header = header
  }

  /// Lends every frame that is left, as long as not `limit` of the file were lent: the bytes that were captured, however
  /// long it was on the wire.
  ///
  /// Throws where the file is damaged or cut off, after every whole frame before that was lent.
  public mutating func forEachFrame(
    upTo limit: Int = .max, _ body: (borrowing Span<UInt8>, SavedFrame) -> Void
  ) throws(CaptureError) {
    if let header {
      try forEachRecord(header, upTo: limit, body)
    } else {
      try forEachBlock(upTo: limit, body)
    }
  }

  /// The link types of frames that were left out, each with how many: `101 (RAW)`.
  public var unread: [(link: String, frames: Int)] {
    unreadFrames.sorted { $0.key < $1.key }.map { (linkTypeText($0.key), $0.value) }
  }
}
