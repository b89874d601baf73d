import Wire

/// The watchlist looking back on what was captured: it forgets no source, and keeps exact counts as well.
///
/// Verdicts are the watchlist's, with room for every source. One table serves both: a source is looked up once.
public struct Hindsight: Sendable {
  /// How many messages are best handed over at once: the tables' lines are fetched into the cache for all of them.
  public static let batch = 64
  private typealias Batch = InlineArray<64, UInt32>
  private static let unknown = UInt32.max

  /// What every source sent, exactly.
  public private(set) var tally = Tally()
  private var watchlist: Watchlist
  private var chronicle: Chronicle
  private var warmth: UInt64 = 0

  /// Nothing seen yet; the policy's capacity does not count. `seed` keys the hash table. Up to `limit` messages are
  /// kept for `retrospect`, at 16 bytes each.
  public init(policy: Policy, keeping limit: Int = 0, seed: UInt64 = .random(in: .min ... .max)) {
    chronicle = Chronicle(limit: limit)
    var unbounded = policy
    unbounded.capacity = .max
    watchlist = Watchlist(policy: unbounded, seed: seed)
    // Memory that is never touched costs nothing, copying to ever larger tables does.
    let room = min(1 << 18, (1 << 23) / watchlist.arrivals.length)
    watchlist.reserve(room)
    tally.reserve(room)
  }

  /// What the messages show now that all are known; nil when none were kept, or there were too many.
  public var retrospect: Retrospect? {
    guard chronicle.count > 0 else { return nil }
    let longest = watchlist.policy.thresholds.map(\.window).max() ?? .zero
    return Retrospect(chronicle, sources: tally.count, span: longest)
  }

  /// More messages came than were to be kept.
  public var keptTooMany: Bool { chronicle.overflowed }

  /// Why the source with this number in the tally is never blocked, as far as is known now; nil when it may be.
  public func exemption(of number: Int) -> Spared? { watchlist.exemption(of: number) }

  /// Counts messages in order, and says what is new about their sources.
  public mutating func note(contentsOf messages: [Arrival]) -> [Finding] {
    var findings: [Finding] = []
    var places = Batch(repeating: Self.unknown)
    for start in stride(from: 0, to: messages.count, by: Self.batch) {
      let part = start..<min(start + Self.batch, messages.count)
      warm(messages, part, &places)
      for number in part {
        if let finding = note(messages[number], guess: places[number - start]) { findings.append(finding) }
      }
    }
    return findings
  }

  @inline(__always)
  private mutating func note(_ arrival: Arrival, guess: UInt32) -> Finding? {
    let now = watchlist.advance(to: arrival.at)
    let mac = arrival.message.source
    let isRight = guess != Self.unknown && watchlist.sources[Int(guess)].mac == mac
    guard let place = isRight ? Int(guess) : watchlist.place(of: mac, at: now) else { return nil }
    tally.note(arrival.message, at: arrival.at, of: place)
    chronicle.note(arrival.message.kind, of: place, at: arrival.at)
    return watchlist.note(arrival.message, of: place, at: now, arrival.at)
  }

  /// Reads what is about to be needed, one table after the other in loops so short that many of their misses are
  /// under way at once; the sum keeps the reads from being dropped.
  private mutating func warm(_ messages: [Arrival], _ part: Range<Int>, _ places: inout Batch) {
    let count = part.count
    var sum: UInt64 = 0
    for number in 0..<count {
      places[number] = watchlist.index.hash(messages[part.lowerBound + number].message.source)
    }
    for number in 0..<count { sum &+= watchlist.index.touch(places[number]) }
    for number in 0..<count { places[number] = watchlist.index.guess(places[number]) ?? Self.unknown }
    for number in 0..<count where places[number] != Self.unknown {
      sum &+= tally.touch(Int(places[number])) &+ watchlist.touch(Int(places[number]))
    }
    for number in 0..<count where places[number] != Self.unknown {
      sum &+= watchlist.touchRing(Int(places[number]))
    }
    warmth = sum
  }
}
