import Flood
import Wire

/// A card for each of the top talkers: its pace against its threshold.
struct TalkerCards {
  let page: Page

  var html: Markup? {
    guard !page.talkers.isEmpty else { return nil }
    // One scale for all, so that heights can be compared; logarithmic, as a flood is a thousand times a client.
    let highest = page.talkers.map { max($0.threshold.count, $0.pace.max() ?? 0) }.max() ?? 1
    let scale = Double(1 + highest).roughLog2 * 1.12
    return """
      <section>
      <h2>Top talkers</h2>
      <p class="soft">How many messages each had sent within its threshold's window, over the whole time; one \
      logarithmic scale for all. The dashed line is the threshold.</p>
      <div class="cards">
      \(page.talkers.enumerated().map { card($1, number: $0, scale: scale) })
      </div>
      </section>
      """
  }

  private func card(_ talker: Page.Talker, number: Int, scale: Double) -> Markup {
    let source = talker.source
    let heights = talker.pace.map { Double(1 + $0).roughLog2 / scale }
    let line = Double(1 + talker.threshold.count).roughLog2 / scale
    let y = Skyline.size - Int(line * Double(Skyline.size))
    let verdict = source.verdict
    let peak =
      "\(talker.peak.count.grouped) in \(talker.threshold.window.words) at \(page.words(talker.peak.at))"
    return """
      <article class="card \(verdict)">
      <h3><code>\(source.counts.mac.description)</code> \(Pill(verdict: verdict).html)</h3>
      <p class="who">\(page.about(source))</p>
      <div class="spark">
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-labelledby="t\(number) d\(number)">
      <title id="t\(number)">Pace of \(source.counts.mac.description)</title>
      <desc id="d\(number)">\(verdict); at most \(peak); threshold \(talker.threshold.words).</desc>
      <path class="pace" d="\(Skyline.path(heights))"/>
      <path class="limit" d="M0 \(y)H1000"/>
      </svg>
      <span class="limit" style="bottom:\(percent(line))">\(talker.threshold.count) in \(talker.threshold.window.words)</span>
      </div>
      <p><b>\(source.counts.messages.grouped)</b> \(source.types). Peak <b>\(peak)</b>.</p>
      \(source.finding.map { finding -> Markup in
        "<p class=\"why\">\(finding.verdict.name) at \(page.words(finding.at)): \(finding.explanation)</p>" })
      \(orders(source))
      </article>
      """
  }
}

extension TalkerCards {
  // One tap marks a whole line.
  private func orders(_ source: Page.Source) -> Markup? {
    guard let verdict = source.finding?.verdict, !source.counts.mac.isGroup else { return nil }
    let mac = source.counts.mac.description
    let block: Markup =
      "<code class=\"order\">dhcpward block \(mac) <span class=\"whole\">--for 1h</span></code>"
    let allow: Markup = "<code class=\"order\">dhcpward allow \(mac)</code>"
    switch verdict {
    case .blocked, .warned: return "<p class=\"orders\">\(block)\n\(allow)</p>"
    case .spared(.brake), .spared(.conflict): return "<p class=\"orders\">\(block)</p>"
    case .spared: return nil
    }
  }
}

/// A verdict as a coloured word: the colour says nothing that the word does not.
struct Pill {
  let verdict: String
  var html: Markup { "<span class=\"pill \(verdict)\">\(verdict)</span>" }
}

extension Page {
  /// Whose make a source is and what it says of itself.
  func about(_ source: Source) -> String {
    ([source.hostName, vendors.words(for: source.counts.mac)].compactMap(\.self) + source.traits)
      .joined(separator: " \u{b7} ")
  }
}

extension Page.Source {
  var verdict: String { finding?.verdict.name ?? "clean" }

  /// `discover 560, request 1`, the most frequent first.
  var types: String {
    var totals: [String: Int] = [:]
    for (kind, count) in counts.kinds {
      totals[kind.name + (kind.isVersion6 ? "/v6" : ""), default: 0] += count
    }
    let ordered = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return ordered.count == 1
      ? ordered[0].key : ordered.map { "\($0.key) \($0.value.grouped)" }.joined(separator: ", ")
  }
}
