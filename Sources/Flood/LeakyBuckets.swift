import Wire

/// How fast those send that are not blocked whatever they send: a bucket each, which a message fills and time empties.
///
/// At most `capacity` of them. A bucket that is empty is as good as none, so it makes room: to keep others out, as many
/// sources have to send faster than the buckets empty.
struct LeakyBuckets: Sendable {
  /// What was too much: so many messages since the bucket began to fill.
  struct Excess: Hashable, Sendable {
    var messages: Int
    /// In units of the clock.
    var elapsed: Int64
  }

  private struct Bucket: Sendable {
    var mac: MACAddress
    /// In messages times the clock's units in a second.
    var level: Int64
    var last: Int64
    var since: Int64
    var messages: Int
  }

  static let capacity = 32

  private var buckets: [Bucket] = []
  private let burst: Int64
  private let rate: Int64
  private let second: Int64

  /// For so many messages at once, and so many a second from then on.
  init(burst: Int, rate: Int, clock: MonotonicFrameClock) {
    (self.burst, self.rate) = (Int64(burst), Int64(rate))
    second = clock.units(.seconds(1))
  }

  /// Counts a message; nil while it keeps within the limit, or there is no bucket for it.
  mutating func note(_ mac: MACAddress, at now: Int64) -> Excess? {
    guard let place = place(of: mac, at: now) else { return nil }
    let left = level(of: place, at: now)
    if left == 0 { (buckets[place].since, buckets[place].messages) = (now, 0) }
    buckets[place].last = now
    buckets[place].messages += 1
    let full = burst * second
    buckets[place].level = min(left + second, full)
    guard left + second > full else { return nil }
    return Excess(messages: buckets[place].messages, elapsed: now &- buckets[place].since)
  }

  private func level(of place: Int, at now: Int64) -> Int64 {
    let bucket = buckets[place]
    let elapsed = now &- bucket.last
    // What fills it is empty again after so long, whatever the clock did meanwhile.
    guard elapsed >= 0, elapsed <= (burst / rate + 1) * second else { return 0 }
    return max(0, bucket.level - elapsed * rate)
  }

  private mutating func place(of mac: MACAddress, at now: Int64) -> Int? {
    if let place = buckets.firstIndex(where: { $0.mac == mac }) { return place }
    let fresh = Bucket(mac: mac, level: 0, last: now, since: now, messages: 0)
    guard buckets.count == Self.capacity else {
      buckets.append(fresh)
      return buckets.count - 1
    }
    guard let place = buckets.indices.first(where: { level(of: $0, at: now) == 0 }) else { return nil }
    buckets[place] = fresh
    return place
  }
}
