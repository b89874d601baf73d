import TestKit
import Testing
import Wire

@testable import Flood

@Suite("What other thresholds would have come to") struct WhatIfTests {
  @Test("the numbers are those of the engine at each threshold") func exact() throws {
    let arrivals = restlessArrivals(1500, sources: 20, seed: 8)
    var whole = OfflineDetector(policy: .standard, keeping: .max)
    _ = whole.note(contentsOf: arrivals)
    let whatIf = WhatIf(try #require(whole.retrospect)) { _ in false }
    for window in whatIf.windows {
      for outcome in window.outcomes {
        let threshold = Threshold(count: outcome.count, window: window.length)
        var engine = OfflineDetector(policy: Policy(thresholds: [threshold], brake: .max))
        let blocked = Set(engine.note(contentsOf: arrivals).filter { $0.verdict == .blocked }.map(\.mac))
        #expect(outcome.blocked == blocked.count && outcome.spared == 0, "\(threshold)")
      }
    }
  }

  @Test(
    "what is suggested is a whole list, which keeps the other thresholds, and never below what healthy clients reach"
  )
  func list() throws {
    #expect(WhatIf.healthy.map(\.peak) == [8, 18, 34])
    let found = try #require(WhatIf.suggestion(for: [2, 900], in: .seconds(30), healthy: 18))
    #expect(
      found.list(over: Policy.standardThresholds)
        == "36/30s,20/5s,50/60s,decline:10/10m,warn:13/60s,warn:request:10/10m,warn:decline:5/10m")
  }

  @Test("who is never blocked is counted apart, and no reason for a suggestion") func spared() throws {
    var hindsight = OfflineDetector(policy: .standard, keeping: .max)
    for number in 0..<300 { hindsight.note(message(), at: epoch + .milliseconds(number * 10)) }
    let past = try #require(hindsight.retrospect)
    let kept = WhatIf(past) { _ in true }
    #expect(kept.windows.allSatisfy { $0.outcomes.allSatisfy { $0.blocked == 0 && $0.spared == 1 } })
    #expect(kept.suggestion == nil)
    #expect(WhatIf(past) { _ in false }.suggestion?.blocked == 1)
  }

  struct Case: Sendable {
    let peaks: [Int]
    let suggested: Int?
    let blocked: Int
  }

  @Test(
    "a threshold is suggested at the first fourfold gap above what healthy clients reach, and nowhere else",
    arguments: [
      Case(peaks: [], suggested: nil, blocked: 0),
      Case(peaks: [1, 2, 2, 4], suggested: nil, blocked: 0),
      // Four times two, but healthy clients come to eight.
      Case(peaks: [1, 2, 8, 31], suggested: nil, blocked: 0),
      Case(peaks: [1, 2, 32], suggested: 16, blocked: 1),
      Case(peaks: [250], suggested: 16, blocked: 1),
      Case(peaks: [2, 12, 48, 5000], suggested: 24, blocked: 2),
      Case(peaks: [2, 20, 60, 239], suggested: nil, blocked: 0),
      Case(peaks: [2, 20, 60, 240, 241], suggested: 120, blocked: 2),
      Case(peaks: [600, 700, 100_000], suggested: 16, blocked: 3),
      // No threshold can be as high as twice the lower peak.
      Case(peaks: [9, 30, 100, 390, 1500, 6001], suggested: nil, blocked: 0),
    ])
  func suggestion(_ sample: Case) {
    let found = WhatIf.suggestion(for: sample.peaks, in: .seconds(5), healthy: 8)
    #expect(found?.threshold.count == sample.suggested)
    #expect(found?.blocked ?? 0 == sample.blocked)
    if let found {
      #expect(found.above >= 2 * found.threshold.count && found.below * 2 <= found.threshold.count)
    }
  }
}
