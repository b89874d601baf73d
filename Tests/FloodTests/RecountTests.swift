import Flood
import TestKit
import Testing
import Wire

/// What the engine promises, told as plainly as possible: every arrival kept, every window counted anew.
private struct NaiveSource {
  var arrivals: [(at: Timestamp, kind: MessageKind)] = []
  var bannedUntil: Timestamp?
  var sparedUntil: Timestamp?
  var over: [MessageKind?: Timestamp] = [:]

  mutating func note(_ kind: MessageKind, _ now: Timestamp, _ policy: Policy, blocked: @autoclosure () -> Int)
    -> (
      Finding.Verdict, Threshold
    )?
  {
    arrivals.append((now, kind))
    let tripped = policy.thresholds.filter { threshold in
      (threshold.kind == nil || threshold.kind == kind) && recount(threshold, now) >= threshold.count
    }
    var fresh: [Threshold] = []
    for threshold in tripped where threshold.level == .warn {
      if over[threshold.kind].map({ now - $0 >= threshold.window }) ?? true { fresh.append(threshold) }
      over[threshold.kind] = now
    }
    if let end = bannedUntil, now < end { return nil }
    let isSilent = sparedUntil.map { now < $0 } ?? false
    // One that names a kind says more.
    let blocking = tripped.filter { $0.level == .block }
    if let threshold = blocking.first(where: { $0.kind != nil }) ?? blocking.first {
      if blocked() < policy.brake {
        bannedUntil = now + policy.ban
        sparedUntil = nil
        return (.blocked, threshold)
      }
      if isSilent { return nil }
      sparedUntil = now + policy.ban
      return (.spared(.brake), threshold)
    }
    return isSilent
      ? nil : (fresh.first { $0.kind != nil } ?? fresh.first).map { (.warned, $0) }
  }

  private func recount(_ threshold: Threshold, _ now: Timestamp) -> Int {
    let start = now.nanoseconds - threshold.window.clampedNanoseconds
    var count = 0
    // Time does not go back here, so the first that is too old is the last that is looked at.
    var index = arrivals.count - 1
    while index >= 0, arrivals[index].at.nanoseconds > start {
      if threshold.kind == nil || arrivals[index].kind == threshold.kind { count += 1 }
      index -= 1
    }
    return count
  }

  mutating func forget(before moment: Timestamp) {
    if let first = arrivals.first, first.at < moment { arrivals.removeAll { $0.at < moment } }
  }
}

@Suite("A naive recount") struct RecountTests {
  struct Scene: Sendable, CustomTestStringConvertible {
    let thresholds: [String]
    let sources: Int
    let gap: Int64
    let ban: Int
    let brake: Int
    let seed: UInt64
    var testDescription: String { thresholds.joined(separator: " ") }
  }

  static let scenes = [
    Scene(
      thresholds: ["20/5s", "30/30s", "warn:13/60s"], sources: 300, gap: 6000, ban: 20, brake: 64, seed: 1),
    Scene(
      thresholds: ["20/5s", "30/30s", "inform:10/60s", "warn:13/60s", "warn:inform:5/60s"], sources: 300,
      gap: 9000,
      ban: 30, brake: 20, seed: 2),
    Scene(
      thresholds: ["3/10ms", "7/100ms", "warn:4/80ms"], sources: 150, gap: 100, ban: 1, brake: 5, seed: 3),
    Scene(
      thresholds: ["release:2/1s", "inform:3/1s", "warn:5/2s", "warn:release:1/1s"], sources: 100,
      gap: 12_000, ban: 3,
      brake: 1000, seed: 4),
  ]

  @Test("the engine finds exactly what counting every window anew finds", arguments: scenes)
  func recount(_ scene: Scene) {
    var generator = SeededRandom(seed: scene.seed)
    let policy = Policy(
      thresholds: scene.thresholds.compactMap { Threshold($0) }, ban: .seconds(scene.ban),
      banCap: .seconds(scene.ban), brake: scene.brake, pace: .max)
    let longest = policy.thresholds.map(\.window).max() ?? .zero
    let kinds: [MessageKind] = [
      .discover, .discover, .discover, .discover, .request, .request, .inform, .release,
    ]
    var watchlist = Watchlist(policy: policy, seed: scene.seed)
    // Whose place is given away is told by BrakeTests.
    watchlist.hearsBanned = false
    var naive = [NaiveSource](repeating: NaiveSource(), count: scene.sources)
    var now = epoch
    var found = (warned: 0, blocked: 0, spared: 0)
    for number in 0..<260_000 {
      // Some sources are busier than others, and times often fall together.
      let place = Int.random(in: 0...Int.random(in: 0..<scene.sources, using: &generator), using: &generator)
      let kind = kinds[Int.random(in: 0..<kinds.count, using: &generator)]
      if number % 3 != 0 {
        now = now + .microseconds(Int64.random(in: 0...(3 * scene.gap), using: &generator))
      }
      var source = NaiveSource()
      swap(&source, &naive[place])
      source.forget(before: now - longest)
      let expected = source.note(
        kind, now, policy, blocked: naive.count { $0.bannedUntil.map { now < $0 } ?? false })
      swap(&source, &naive[place])
      let finding = watchlist.note(message(stranger(place), kind), at: now)
      guard finding?.verdict == expected?.0, finding?.threshold == expected?.1 else {
        Issue.record(
          "message \(number): \(String(describing: finding)) instead of \(String(describing: expected))")
        return
      }
      switch finding?.verdict {
      case .warned: found.warned += 1
      case .blocked: found.blocked += 1
      case .spared: found.spared += 1
      case nil: break
      }
    }
    #expect(found.warned > 10 && found.blocked > 10)
    #expect(scene.brake > 100 || found.spared > 0)
  }
}

extension Timestamp {
  fileprivate static func - (moment: Timestamp, length: Duration) -> Timestamp { moment + (.zero - length) }
}
