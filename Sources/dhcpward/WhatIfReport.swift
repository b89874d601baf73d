import Control
import Flood
import System
import Wire

/// `whatIf` of `dhcpward.replay/1`: what other thresholds would have come to.
struct WhatIfReport: Encodable {
  struct Window: Encodable {
    /// The window's length.
    let seconds: Int
    /// As `--threshold` takes it; null when no gap parts the flooders from the rest.
    @Nullable var suggested: String?
    let thresholds: [Outcome]
  }

  struct Outcome: Encodable {
    let count: Int
    let blocked: Int
    let spared: Int
  }

  /// A whole list as `--threshold` takes it: the one suggested, and those of the policy that stay.
  @Nullable var suggested: String?
  let windows: [Window]

  init(_ whatIf: WhatIf, _ policy: Policy) {
    suggested = whatIf.suggestion?.list(over: policy.thresholds)
    windows = whatIf.windows.map { window in
      Window(
        seconds: Int(window.length.components.seconds), suggested: window.suggestion?.threshold.description,
        thresholds: window.outcomes.map { Outcome(count: $0.count, blocked: $0.blocked, spared: $0.spared) })
    }
  }
}

extension WhatIf {
  /// How many would be blocked at each threshold, for a terminal.
  var table: [String] {
    let heads = windows.map { "in \($0.length.words)".leftPadded(9) }.joined()
    return ["would be blocked at   \(heads)"]
      + rows.map { row in
        "\(Self.words(row).leftPadded(10)) messages   "
          + windows.map { String($0.outcomes[row.lowerBound].blocked).leftPadded(9) }.joined()
      }
  }

  /// The suggestion, for a terminal.
  func lines(_ policy: Policy) -> [String] {
    guard let suggestion else { return ["suggested: no other threshold; nobody stands out from the rest"] }
    let who = suggestion.blocked == 1 ? "one source" : "\(suggestion.blocked) sources"
    return [
      "suggested: --threshold \(suggestion.list(over: policy.thresholds))",
      "  of it \(suggestion.threshold) blocks \(who), peak \(suggestion.above) or more"
        + (suggestion.below == 0 ? "" : "; all others at most \(suggestion.below)"),
    ]
  }
}
