import Wire

/// Every message of a capture in 16 bytes: when, whose, and of which kind.
struct MessageTrace: Sendable {
  struct Entry: Sendable {
    let at: Timestamp
    /// Whose: a source's number, or a client's.
    let number: UInt32
    let kind: MessageKind
    /// The engine counted it; false for a copy of another frame.
    var counts: Bool
    /// It counts toward thresholds of its kind, too.
    let countsByKind: Bool
  }

  private static let clientMark: UInt32 = 1 << 31

  /// The number of a client behind a relay, as entries have it.
  static func client(_ number: Int) -> Int { number | Int(clientMark) }

  // Pieces of one size: what is kept is never copied to make room.
  private static let piece = 1 << 16
  private var pieces: [[Entry]] = []
  private let limit: Int
  /// The messages kept.
  private(set) var count = 0
  /// More came than were to be kept, so none are.
  private(set) var overflowed = false

  /// Keeps up to `limit` messages; the first one more makes it forget all.
  init(limit: Int) { self.limit = limit }

  /// It keeps what is noted.
  var isOpen: Bool { limit > 0 && !overflowed }

  mutating func note(_ kind: MessageKind, of number: Int, at moment: Timestamp, counts: Bool, byKind: Bool) {
    add(Entry(at: moment, number: UInt32(number), kind: kind, counts: counts, countsByKind: byKind))
  }

  /// The latest messages of a source that counted, so many, do not any more: copies of what came last. They are no older
  /// than a second, and looked for among no more than a piece of messages.
  mutating func takeBack(_ messages: Int, of number: Int) {
    var left = messages
    for place in (max(0, count - Self.piece)..<count).reversed() where left > 0 {
      let entry = self[place]
      guard entry.number == UInt32(number), entry.counts else { continue }
      pieces[place / Self.piece][place % Self.piece].counts = false
      left -= 1
    }
  }

  private mutating func add(_ entry: Entry) {
    guard count < limit else {
      overflowed = true
      pieces = []
      count = 0
      return
    }
    if count % Self.piece == 0 {
      pieces.append([])
      pieces[pieces.count - 1].reserveCapacity(min(Self.piece, limit))
    }
    pieces[pieces.count - 1].append(entry)
    count += 1
  }

  /// Lends the numbers that an entry counts for: its source's, or those of its client, behind all sources, and of the source
  /// that this is behind.
  static func forEachUnit(_ entry: Entry, sources: Int, owners: [UInt32], _ body: (Int) -> Void) {
    guard entry.number & clientMark != 0 else { return body(Int(entry.number)) }
    let client = Int(entry.number & ~clientMark)
    body(sources + client)
    body(Int(owners[client]))
  }

  subscript(place: Int) -> Entry { pieces[place / Self.piece][place % Self.piece] }

  func forEach(_ body: (Entry) -> Void) {
    for piece in pieces { piece.forEach(body) }
  }
}
