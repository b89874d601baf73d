import Flood
import Wire

/// Messages a second over time, stacked by type, with the verdicts where they fell.
struct RateChart {
  let series: Series
  let marks: [Finding]

  private var groups: [KindGroup] {
    KindGroup.allCases.filter { group in series.kinds.keys.contains { KindGroup($0) == group } }
  }

  var html: Markup {
    let groups = groups
    var stack = [Int](repeating: 0, count: series.count)
    var layers: [(group: KindGroup, tops: [Int])] = []
    for group in groups {
      for (kind, counts) in series.kinds where KindGroup(kind) == group {
        for step in stack.indices { stack[step] += counts[step] }
      }
      layers.append((group, stack))
    }
    let highest = Double(stack.max() ?? 0) / series.stepSeconds
    let scale = Scale.marks(upTo: highest)
    let full = (scale.last ?? 1) * series.stepSeconds
    // The whole stack first, the rest painted over it.
    let paths = layers.reversed().map { layer -> Markup in
      "<path class=\"k\(layer.group.rawValue)\" d=\"\(Skyline.path(layer.tops.map { Double($0) / full }))\"/>"
    }
    let grid = scale.dropFirst().map { mark -> Markup in
      let y = Skyline.size - Int(mark * series.stepSeconds / full * Double(Skyline.size))
      return "<path class=\"grid\" d=\"M0 \(y)H\(Skyline.size)\"/>"
    }
    return """
      <figure class="chart\(marks.isEmpty ? "" : " judged")">
      \(legend(groups))
      <div class="plot">
      <svg viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-labelledby="rate-title rate-desc">
      <title id="rate-title">Messages per second over time, stacked by type</title>
      <desc id="rate-desc">\(description(highest))</desc>
      \(Array(grid))
      \(Array(paths))
      </svg>
      \(scale.map { mark in
        "<span class=\"y\" style=\"bottom:\(percent(mark * series.stepSeconds / full))\">\(mark.short)</span>" })
      \(VerdictMarks(series: series, findings: marks).html)
      </div>
      \(axis)
      <figcaption>Messages per second, averaged over \(series.step.words); \(days), UTC.</figcaption>
      </figure>
      """
  }

  private var days: String {
    let last = series.start + .nanoseconds(Int64(clamping: Int(series.span * 1e9) - 1))
    return last.day == series.start.day ? series.start.date : "\(series.start.date) to \(last.date)"
  }

  private func legend(_ groups: [KindGroup]) -> Markup {
    let items = groups.map { group -> Markup in
      let members = series.kinds.filter { KindGroup($0.key) == group }
      let total = members.values.reduce(0) { $0 + $1.reduce(0, +) }
      return
        "<li><i class=\"k\(group.rawValue)\"></i>\(group.name(members.keys)) <b>\(total.grouped)</b></li>"
    }
    return "<ul class=\"legend\">\n\(items)\n</ul>"
  }

  private var axis: Markup {
    let labels = TimeAxis(series).ticks.map { tick -> Markup in
      let side = tick.place < 0.03 ? " first" : tick.place > 0.95 ? " last" : ""
      return
        "<span class=\"x\(side)\(tick.isOptional ? " opt" : "")\" style=\"left:\(percent(tick.place))\">\(tick.label)</span>"
    }
    return "<div class=\"axis\" aria-hidden=\"true\">\(labels)</div>"
  }

  private func description(_ highest: Double) -> String {
    let verdicts = marks.isEmpty ? "no verdicts" : marks.count.of("verdict")
    return
      "From \(series.start.time) on \(series.start.date), \(Duration.seconds(series.span).rough) long; at most "
      + "\(highest.short) messages per second; \(verdicts)."
  }
}

/// A share of 1 in percent, for a style.
func percent(_ share: Double) -> String {
  let hundredths = Int((min(1, max(0, share)) * 10_000).rounded())
  let rest = hundredths % 100
  return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)%"
}
