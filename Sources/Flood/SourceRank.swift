/// How much a source would be missed, in four bytes: the second of its latest message above, no fewer messages than it
/// had lately below. A few neighbours are in one line of the cache, and their records need not be read.
enum SourceRank {
  /// Only the record can tell: it is banned, has rings for kinds or a window of clients, or is new.
  static let unclear: UInt32 = 255
  static let unclearWeight = 255

  @inline(__always)
  static func of(messages: UInt16, isUnclear: Bool, at second: UInt32) -> UInt32 {
    isUnclear ? unclear : second &<< 8 | UInt32(min(messages, 254))
  }

  /// Zero for who was quiet for longer than `span`, in seconds.
  @inline(__always)
  static func weight(_ rank: UInt32, at second: UInt32, span: UInt32) -> Int {
    let weight = Int(rank & 255)
    if weight == unclearWeight { return weight }
    return (second &- rank &>> 8) & 0xff_ffff > span ? 0 : weight
  }
}
