import Flood
import Wire

/// Flags on the chart where somebody was judged; those too near to be told apart share one.
struct VerdictMarks {
  let series: Series
  let findings: [Finding]

  private struct Flag {
    var place: Double
    var findings: [Finding]
  }

  // Of the chart's width: flags nearer than that are one, labels need so much.
  private static let nearest = 0.015
  private static let labelRoom = 0.16

  var html: Markup {
    var flags: [Flag] = []
    for finding in findings.sorted(by: { $0.at < $1.at }) {
      let place = series.share(of: finding.at)
      if let last = flags.last, place - last.place < Self.nearest {
        flags[flags.count - 1].findings.append(finding)
      } else {
        flags.append(Flag(place: place, findings: [finding]))
      }
    }
    var free = [0.0, 0.0]
    return Markup(
      flags.map { flag in
        let isLeft = flag.place > 0.72
        let room =
          isLeft ? flag.place - Self.labelRoom...flag.place : flag.place...flag.place + Self.labelRoom
        let row = free.firstIndex { $0 <= room.lowerBound }
        if let row { free[row] = room.upperBound }
        return html(flag, isLeft: isLeft, row: row)
      })
  }

  private func html(_ flag: Flag, isLeft: Bool, row: Int?) -> Markup {
    let gravest = flag.findings.max { $0.verdict.gravity < $1.verdict.gravity } ?? flag.findings[0]
    let same = flag.findings.filter { $0.verdict.name == gravest.verdict.name }.count
    let words =
      flag.findings.count == 1
      ? "\(gravest.mac)"
      : "\(same) \(gravest.verdict.name)" + (same < flag.findings.count ? " and more" : "")
    let title = flag.findings.prefix(8).map { "\($0.mac) \($0.verdict.name) at \($0.at.time)" }
    let label: Markup? = row.map { row in
      "<b class=\"r\(row)\(isLeft ? " left" : "")\">\(words)</b>"
    }
    return """
      <i class="flag \(gravest.verdict.name)" style="left:\(percent(flag.place))" \
      title="\(title.joined(separator: "; "))">\(label)</i>
      """
  }
}
