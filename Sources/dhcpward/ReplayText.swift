import Flood
import Wire

extension ReplayReport.Source {
  init(_ source: Tally.Source, finding: Finding?) {
    mac = source.mac.description
    messages = source.messages
    v4 = Dictionary(uniqueKeysWithValues: source.kinds.map { ($0.key.name, $0.value) })
    v6 = [:]
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
}

extension ReplayReport {
  /// The most talkative sources, one line each.
  var text: String {
    var lines = ["\(frames) frames, \(messages) client messages of \(sources.count) sources, \(malformed) malformed"]
    let width = "00:00:00:00:00:00".count
    // Blocked ones first, the most talkative first among equals: they are sorted so already.
    let order = ["blocked", "spared", "warned", "clean"]
    let shown = order.flatMap { verdict in sources.lazy.filter { $0.verdict == verdict }.prefix(20) }.prefix(40)
    if !shown.isEmpty {
      lines.append("")
      lines.append("\("source".padded(width))  \("messages".leftPadded(9))  verdict")
    }
    for source in shown {
      var line = "\(source.mac.padded(width))  \(String(source.messages).leftPadded(9))  \(source.verdict)"
      if let at = source.at, let reason = source.reason {
        line += " at \(Timestamp(nanoseconds: Int64((at * 1e6).rounded()) * 1000)): \(reason)"
      }
      lines.append(line)
    }
    let hidden = sources.count - shown.count
    if hidden > 0 {
      let counts = order.map { verdict in "\(sources.count { $0.verdict == verdict }) \(verdict)" }
      lines.append("of \(counts.joined(separator: ", ")); --json lists every one")
    }
    return lines.joined(separator: "\n") + "\n"
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
