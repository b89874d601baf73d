import Flood
import Wire

/// How many sources other thresholds would have blocked.
struct WhatIfSection {
  let whatIf: WhatIf
  let policy: Policy

  private func outcomes(_ place: Int) -> [Int] { whatIf.windows.map { $0.outcomes[place].blocked } }

  var html: Markup {
    let most = max(1, whatIf.windows.flatMap { $0.outcomes.map(\.blocked) }.max() ?? 1)
    let heads = whatIf.windows.map { window -> Markup in
      "<th scope=\"col\" class=\"n\">in \(window.length.words)</th>"
    }
    return """
      <section>
      <h2>What if</h2>
      \(suggestion)
      <table class="whatif">
      <caption>Sources that a threshold would have blocked; those never blocked are left out, and so is every other reason to block.</caption>
      <thead><tr><th scope="col">messages</th>\(heads)</tr></thead>
      <tbody>
      \(whatIf.rows.map { row($0, most: most) })
      </tbody>
      </table>
      </section>
      """
  }

  private func row(_ range: ClosedRange<Int>, most: Int) -> Markup {
    let cells = outcomes(range.lowerBound).map { blocked -> Markup in
      let share = blocked == 0 ? 0 : max(0.03, Double(blocked) / Double(most))
      return
        "<td class=\"n\"><span class=\"bar\" style=\"width:\(percent(share))\"></span>\(blocked.grouped)</td>"
    }
    return "<tr><th scope=\"row\">\(WhatIf.words(range))</th>\(cells)</tr>"
  }

  private var suggestion: Markup {
    let rule: Markup = """
      <p class="soft">The rule: sources are put in order of their peak, and what healthy clients are known to reach (8 \
      messages in 5 s, 18 in 30 s, 34 in 60 s) is the least that counts. At the first peak that is four times the one \
      before it, twice the one before it is suggested.</p>
      """
    guard let found = whatIf.suggestion else {
      return """
        <p>No threshold is suggested: nobody stands out from the rest, or too little. The one in use is as good as \
        any.</p>
        \(rule)
        """
    }
    let window = found.threshold.window.words
    let crowd =
      found.below == 0 ? "There is nobody else" : "Nobody else came to more than \(found.below)"
    return """
      <p>Suggested: <code class="option">--threshold \(found.list(over: policy.thresholds))</code>. Of it \
      \(found.threshold.description) blocks \
      \(found.blocked.of("source")) that reached \(found.above.grouped) or more in \(window). \
      \(crowd).</p>
      \(rule)
      """
  }
}
