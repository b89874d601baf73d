import Wire

/// A section of a pcapng file: its byte order, and the interfaces described in it so far.
struct PcapngSection {
  /// More interfaces than a machine can have; a file that describes more is damaged.
  static let maximumInterfaces = 65_536

  /// The byte order of every number.
  let order: ByteOrder
  /// The interfaces, by the number that packets name.
  var interfaces: [PcapngInterface] = []

  /// Reads the byte-order magic and the version of a Section Header Block; nil when the format is not known.
  init?(_ source: borrowing ByteSource) {
    guard let order = ByteOrder(source.word(at: 8), magic: PcapngBlock.byteOrderMagic),
      order(source.number(at: 12, as: UInt16.self)) == 1
    else { return nil }
    self.order = order
  }
}

/// How far a pcapng file was read.
struct PcapngProgress {
  /// The section that is being read.
  var section: PcapngSection?
  /// The interfaces of the sections before it.
  var described = 0
  /// The blocks begun so far.
  var blocks = 0
  /// The time of the last packet that had one.
  var moment = Timestamp(nanoseconds: 0)
  /// An interface of a link type that is read was described.
  var hasAccepted = false
  /// The number of the first link type described that is not.
  var refused: UInt32?
}
