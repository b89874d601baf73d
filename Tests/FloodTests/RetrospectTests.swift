import TestKit
import Testing
import Wire

@testable import Flood

/// Arrivals of a few sources, in bursts, with clocks that step now and then.
func restlessArrivals(_ count: Int, sources: Int, seed: UInt64) -> [Arrival] {
  var generator = SeededRandom(seed: seed)
  var now = epoch
  return (0..<count).map { _ in
    let pause: Int64 =
      switch Int.random(in: 0..<400, using: &generator) {
      case 0: .random(in: 0..<90_000_000_000, using: &generator)
      case 1: -.random(in: 0..<20_000_000_000, using: &generator)
      default: .random(in: 0..<80_000_000, using: &generator)
      }
    now = now + .nanoseconds(pause)
    let number = min(
      Int.random(in: 0..<sources, using: &generator), Int.random(in: 0..<sources, using: &generator))
    let kind = [MessageKind.discover, .request, .decline].randomElement(using: &generator) ?? .discover
    return Arrival(message: message(stranger(number), kind), at: now)
  }
}

@Suite("Looking back on a capture") struct RetrospectTests {
  @Test("a source is blocked at N in W exactly when its peak in W is N or more", arguments: [5, 30, 60])
  func exact(seconds: Int) throws {
    let arrivals = restlessArrivals(4000, sources: 24, seed: UInt64(seconds))
    let window = Duration.seconds(seconds)
    var whole = OfflineDetector(
      policy: Policy(thresholds: [Threshold(count: 1, window: window)]), keeping: .max)
    _ = whole.note(contentsOf: arrivals)
    let past = try #require(whole.retrospect)
    for count in [2, 5, 9, 20, 60, 150] {
      let threshold = Threshold(count: count, window: window)
      var engine = OfflineDetector(policy: Policy(thresholds: [threshold], brake: .max))
      let blocked = engine.note(contentsOf: arrivals).filter { $0.verdict == .blocked }.map(\.mac)
      for source in whole.tally.sources {
        let peak = past.peak(of: source.number, against: threshold)
        #expect((peak.count >= count) == blocked.contains(source.mac), "\(source.mac) at \(threshold)")
      }
    }
  }

  @Test("peaks of one kind count that kind only, and say when") func kinds() throws {
    var hindsight = OfflineDetector(policy: .standard, keeping: 100)
    for second in 0..<30 {
      hindsight.note(message(someone, second % 3 == 0 ? .decline : .discover), at: epoch + .seconds(second))
    }
    let past = try #require(hindsight.retrospect)
    let declines = past.peak(of: 0, against: Threshold(kind: .decline, count: 9, window: .seconds(600)))
    #expect(declines == Retrospect.Peak(count: 10, at: epoch + .seconds(27)))
    #expect(past.peak(of: 0, in: .seconds(5)).count == 5)
    #expect(past.peak(of: 0, against: Threshold(kind: .release, count: 9, window: .seconds(5))).count == 0)
  }

  @Test("one message more than is kept, and nothing is") func bound() {
    var hindsight = OfflineDetector(policy: .standard, keeping: 3)
    for second in 0..<3 { hindsight.note(message(), at: epoch + .seconds(second)) }
    #expect(hindsight.retrospect != nil && !hindsight.keptTooMany)
    hindsight.note(message(), at: epoch)
    #expect(hindsight.retrospect == nil && hindsight.keptTooMany)
    #expect(hindsight.tally.messages == 4)
  }

  @Test("a series holds every message, whatever the clock does") func series() throws {
    for seed in 1...4 as ClosedRange<UInt64> {
      let arrivals = restlessArrivals(3000, sources: 9, seed: seed)
      let wild = [Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max), Timestamp(nanoseconds: 0)]
        .map { Arrival(message: message(), at: $0) }
      for arrivals in [arrivals, arrivals + wild, wild, [arrivals[0]]] {
        var hindsight = OfflineDetector(policy: .standard, keeping: .max)
        _ = hindsight.note(contentsOf: arrivals)
        let past = try #require(hindsight.retrospect)
        let series = try #require(Series(past))
        #expect(series.count <= Series.most && series.count > 0)
        for (kind, counts) in series.kinds {
          #expect(counts.count == series.count)
          #expect(counts.reduce(0, +) == arrivals.count { $0.message.kind == kind })
        }
        for source in 0..<past.count {
          let pace = series.pace(of: source, against: Threshold(count: 20, window: .seconds(5)), in: past)
          #expect(pace.count == series.count && pace.max() == past.peak(of: source, in: .seconds(5)).count)
        }
      }
    }
  }
}
