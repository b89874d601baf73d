import Netlink
import Plans
import System
import Wire

/// What is blocked, as the program reads it and counts what it drops: the beginning of a value of maps `blocks` and `clients`.
struct XDPElement {
  /// Nanoseconds since boot, all ones for ever.
  var until: UInt64
  /// Frames dropped.
  var packets: UInt64 = 0
  /// Octets of those.
  var octets: UInt64 = 0
  /// When the latest was.
  var last: UInt64 = 0

  init(until: UInt64) { self.until = until }

  init(_ value: [UInt8]) {
    (until, packets) = (value.number(at: 0), value.number(at: 8))
    (octets, last) = (value.number(at: 16), value.number(at: 24))
  }

  var value: [UInt8] { [UInt8](native: until, packets, octets, last) }

  /// What is left at a time of one that has not ended; nil for ever.
  func remaining(_ now: UInt64) -> Duration? {
    until == .max ? nil : .nanoseconds(Int64(clamping: until - now))
  }

  /// When something with that lifetime ends that begins now.
  static func end(of lifetime: Duration?, _ now: UInt64) -> UInt64 {
    lifetime.map { now + UInt64(max(1, $0.clampedNanoseconds)) } ?? .max
  }

  /// A remark as it is kept.
  static func words(_ remark: BlockComment?) -> [UInt8] {
    let text = remark.map { Array($0.description.utf8.prefix(BlockComment.maximumLength - 1)) } ?? []
    return text + [UInt8](repeating: 0, count: BlockComment.maximumLength - text.count)
  }

  /// What was kept of one.
  static func remark(_ words: some Sequence<UInt8>) -> BlockComment? {
    BlockComment(String(decoding: Array(words.prefix { $0 != 0 }), as: UTF8.self))
  }
}
