/// Whether new sources come as healthy clients do: after a power failure hundreds come at once, but each goes on, to a
/// REQUEST or another try, within seconds. A flood of random sources leaves each behind.
///
/// Counters per second of the stream, two minutes of them: a few additions a message.
struct RandomSourceDetector: Sendable {
  private struct Bucket: Sendable {
    var second: UInt32 = .max
    /// New sources, all of them.
    var born: UInt32 = 0
    /// Those whose first message looked for a server.
    var seeking: UInt32 = 0
    /// Those of them that were heard again.
    var back: UInt32 = 0
    /// Messages from group addresses.
    var group: UInt32 = 0
  }

  /// So many sources, so long after their first message, of which so many parts in eight never came back.
  private static let limits: [(age: UInt32, sources: UInt32, silentEighths: UInt32)] = [
    (20, 50, 5), (10, 50, 7), (6, 250, 7),
  ]
  private static let fewest: UInt32 = 50
  private static let group: UInt32 = 10
  private static let crowd: UInt32 = 5000
  private static let perMinute: UInt32 = 50
  private static let minutes = 5
  // However hundreds start, no 240 of them ask within a tenth of a second; tools that make up sources do, in bursts.
  private static let burst = 240

  private var buckets = [Bucket](repeating: Bucket(), count: 128)
  // When the latest looked for a server, the oldest next to go; and how long so many of them must take.
  private var births = [Int64?](repeating: nil, count: burst - 1)
  private var oldestBirth = 0
  private let burstSpan: Int64
  /// When the running minute began, and how many minutes before it brought many new sources, on end.
  private var minute: UInt32 = 0
  private var crowdedMinutes = 0

  var byteCount: Int {
    buckets.capacity * MemoryLayout<Bucket>.stride + births.capacity * MemoryLayout<Int64?>.stride
  }

  /// Nobody came yet.
  init(clock: MonotonicFrameClock) { burstSpan = clock.units(.milliseconds(100)) }

  /// A source's first message; words when too many came in no time.
  mutating func welcome(isSeeking: Bool, at second: UInt32, now: Int64) -> String? {
    let place = bucket(of: second)
    buckets[place].born &+= 1
    guard isSeeking else { return nil }
    buckets[place].seeking &+= 1
    let first = births[oldestBirth]
    births[oldestBirth] = now
    oldestBirth = oldestBirth + 1 == births.count ? 0 : oldestBirth + 1
    guard let first, now &- first < burstSpan else { return nil }
    return "\(Self.burst) new sources within 0.1 s"
  }

  /// The second message of a source that looked for a server.
  mutating func cameBack(since first: UInt32) {
    let place = Int(first & 127)
    if buckets[place].second == first { buckets[place].back &+= 1 }
  }

  /// A message from a group address.
  mutating func noteGroup(at second: UInt32) { buckets[bucket(of: second)].group &+= 1 }

  /// Words when there were too many messages from group addresses.
  func judgeGroup(at second: UInt32) -> String? {
    let messages = sum(from: 0, to: 59, at: second) { $0.group }
    guard messages >= Self.group else { return nil }
    return "\(messages) messages from group addresses in 60 s, which no machine can have"
  }

  /// Once a second: words when new sources come as no healthy clients would.
  mutating func judge(at second: UInt32) -> String? {
    let born = sum(from: 0, to: 59, at: second) { $0.born }
    let seeking = sum(from: 0, to: 59, at: second) { $0.seeking }
    countMinutes(seeking, at: second)
    if born >= Self.crowd { return "\(born) new sources in 60 s" }
    for limit in Self.limits {
      let some = sum(from: limit.age, to: limit.age + 59, at: second) { $0.seeking }
      guard some >= limit.sources else { continue }
      let back = sum(from: limit.age, to: limit.age + 59, at: second) { $0.back }
      let silent = some - min(back, some)
      guard silent * 8 >= some * limit.silentEighths else { continue }
      return "\(some) new sources in 60 s, of which \(silent) were not heard again in \(limit.age) s"
    }
    guard crowdedMinutes >= Self.minutes else { return nil }
    return "\(Self.perMinute) or more new sources a minute for \(crowdedMinutes) min on end"
  }

  /// At the end of a capture, which may be too soon to tell: words when most of the new sources of its last minute were
  /// heard once only.
  func conclude(at second: UInt32) -> String? {
    let seeking = sum(from: 0, to: 59, at: second) { $0.seeking }
    let back = sum(from: 0, to: 59, at: second) { $0.back }
    let silent = seeking - min(back, seeking)
    guard seeking >= Self.fewest, silent * 8 >= seeking * 7 else { return nil }
    let age = (0...59).last { sum(from: $0, to: $0, at: second) { $0.seeking } > 0 } ?? 0
    return "\(seeking) new sources in the last \(age + 1) s, of which \(silent) were heard once only"
  }

  /// Once a second, when nobody would hear the words.
  mutating func pass(at second: UInt32) {
    countMinutes(sum(from: 0, to: 59, at: second) { $0.seeking }, at: second)
  }

  private mutating func countMinutes(_ seeking: UInt32, at second: UInt32) {
    let passed = second &- minute
    guard passed >= 60 else { return }
    crowdedMinutes = passed < 120 && seeking >= Self.perMinute ? crowdedMinutes + 1 : 0
    minute = second
  }

  @inline(__always)
  private mutating func bucket(of second: UInt32) -> Int {
    let place = Int(second & 127)
    if buckets[place].second != second { buckets[place] = Bucket(second: second) }
    return place
  }

  /// Over the seconds so long ago.
  private func sum(from: UInt32, to: UInt32, at second: UInt32, _ count: (Bucket) -> UInt32) -> UInt32 {
    var sum: UInt32 = 0
    for ago in from...to {
      let wanted = second &- ago
      let bucket = buckets[Int(wanted & 127)]
      if bucket.second == wanted { sum &+= count(bucket) }
    }
    return sum
  }
}
