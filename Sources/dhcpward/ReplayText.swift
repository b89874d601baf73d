import Flood
import Watchdog
import Wire

extension ReplayReport.Source {
  init(_ source: Tally.Source, finding: Finding?) {
    mac = source.mac.description
    messages = source.messages
    v4 = Self.counts(source.kinds.filter { !$0.key.isVersion6 })
    v6 = Self.counts(source.kinds.filter { $0.key.isVersion6 })
    relayed = source.relayed
    malformed = source.malformed
    chaddrs = source.chaddrs
    vlans = source.vlans.map { Int($0.number) }
    first = source.first.seconds
    last = source.last.seconds
    verdict = finding?.verdict.name ?? "clean"
    at = finding?.at.seconds
    reason = finding.map(\.explanation)
  }

  private static func counts(_ kinds: [MessageKind: Int]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: kinds.map { ($0.key.name, $0.value) })
  }
}

extension Replay {
  /// The gravest and most talkative sources, one line each.
  var text: String {
    var lines = [
      "\(frames) frames, \(tally.messages) client messages of \(tally.count) "
        + "\(tally.count == 1 ? "source" : "sources"), \(tally.malformed) malformed"
    ]
    if !alarms.isEmpty { lines.append("") }
    for alarm in alarms {
      let moment = alarm.at.truncated(to: .seconds(1))
      let mac = alarm.mac.map { " \($0)" } ?? ""
      lines.append("alarm \(alarm.kind.rawValue)\(mac) at \(moment): \(alarm.detail)")
    }
    var counts = ["clean": tally.count - findings.count]
    for finding in findings.values { counts[finding.verdict.name, default: 0] += 1 }
    let order = ["blocked", "spared", "warned", "clean"]
    let ranked = order.filter { counts[$0] ?? 0 > 0 }.flatMap { verdict in
      tally.sources(Self.linesOfAKind) { (findings[$0]?.verdict.name ?? "clean") == verdict }
    }
    let shown = ranked.prefix(2 * Self.linesOfAKind)
    if !shown.isEmpty {
      lines.append("")
      lines.append("source             messages  verdict")
    }
    lines += shown.map(line)
    if shown.count < tally.count {
      lines.append(
        "of \(order.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", ")); --json lists every one")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let linesOfAKind = 20

  private func line(_ source: Tally.Source) -> String {
    let head = "\(source.mac)  \(String(source.messages).leftPadded(8))  "
    guard let finding = findings[source.mac] else { return head + "clean" }
    // To the second, so that a line fits a terminal; --json has all of it.
    let moment = finding.at.truncated(to: .seconds(1))
    return head + "\(finding.verdict.name) at \(moment): \(finding.explanation)"
  }
}

extension Finding {
  /// What tripped, and for a source that was spared why it was.
  var explanation: String {
    if case .spared(let why) = verdict { "\(why.text); \(reason)" } else { reason }
  }
}

extension Finding.Verdict {
  /// The name in reports.
  var name: String {
    switch self {
    case .warned: "warned"
    case .blocked: "blocked"
    case .spared: "spared"
    }
  }
}

extension String {
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
  func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
