import Daemon
import Flood
import System
import Wire

extension ReplayReport.Source {
  init(
    _ source: Tally.Source, finding: Finding?, blocks: Int, vendors: Vendors,
    clients: [ReplayReport.Client] = [], of count: Int = 0
  ) {
    self.clients = clients
    clientsLeftOut = count - clients.count
    mac = source.mac.description
    local = source.mac.isLocal
    self.blocks = blocks
    messages = source.messages
    v4 = Self.counts(source.kinds.filter { !$0.key.isVersion6 })
    v6 = Self.counts(source.kinds.filter { $0.key.isVersion6 })
    relayed = source.relayed
    malformed = source.malformed
    chaddrs = source.chaddrs
    duids = source.duids
    vlans = source.vlans.map { Int($0.number) }
    first = source.first.seconds
    last = source.last.seconds
    verdict = finding?.verdict.name ?? "clean"
    at = finding?.at.seconds
    reason = finding.map(\.explanation)
    vendor = vendors[source.mac]
  }

  private static func counts(_ kinds: [MessageKind: Int]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: kinds.map { ($0.key.name, $0.value) })
  }
}

extension Replay {
  /// The gravest and most talkative sources, one line each.
  func text(_ whatIf: WhatIf?, _ policy: Policy, isWhole: Bool, _ vendors: ([MACAddress]) -> Vendors)
    -> String
  {
    var lines = [
      "\(frames) frames, \(tally.messages) client messages of \(tally.count) "
        + "\(tally.count == 1 ? "source" : "sources"), \(tally.malformed - cutMessages) malformed"
        + (cutMessages > 0 ? ", \(cutMessages) cut by the capture" : "")
    ]
    if copies > 0 { lines.append("\(copies) were seen at several interfaces, and counted once") }
    if !alarms.isEmpty { lines.append("") }
    for alarm in alarms {
      let moment = alarm.at.truncated(to: .seconds(1))
      let whom = alarm.subject.map { " \($0.words)" } ?? ""
      lines.append("alarm \(alarm.kind.rawValue)\(whom) at \(moment): \(alarm.detail)")
      lines += alarm.advice.map { $0.wrapped(after: "  to do: ") } ?? []
    }
    if let remark { lines += [""] + remark.wrapped(after: "", indent: 2) }
    var counts = ["clean": tally.count - findings.count]
    for finding in findings.values { counts[finding.verdict.name, default: 0] += 1 }
    let order = ["blocked", "spared", "warned", "clean"]
    let ranked = order.filter { counts[$0] ?? 0 > 0 }.flatMap { verdict in
      tally.sources(Self.linesOfAKind) { (findings[$0]?.verdict.name ?? "clean") == verdict }
    }
    let shown = ranked.prefix(2 * Self.linesOfAKind)
    let found = relayedFindings
    for client in found.filter({ $0.finding?.verdict == .blocked }).prefix(3) {
      lines += ["", "\(client.words) sent \(client.counts.messages) messages and would have been blocked"]
    }
    if !shown.isEmpty {
      lines.append("")
      lines.append("source             messages  verdict")
    }
    let makers = vendors(shown.map(\.mac))
    let (clients, ofLines) = (
      Dictionary(grouping: found, by: \.counts.source), Dictionary(grouping: lineFindings, by: \.mac)
    )
    let behind = relayedCounts
    lines += shown.flatMap { source in
      [line(source, makers)]
        + clientLines(clients[source.number] ?? [], ofLines[source.mac] ?? [], of: behind[source.number] ?? 0)
    }
    if shown.count < tally.count {
      lines.append(
        "of \(order.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", ")); --json lists every one")
    }
    if let whatIf, !shown.isEmpty {
      lines += [""] + (isWhole ? whatIf.table + [""] : []) + whatIf.lines(policy)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static let linesOfAKind = 20
  private static let clientLines = 10

  /// The clients behind a source that something was found of, of so many, and its lines.
  private func clientLines(_ found: [RelayedSource], _ ofLines: [Finding], of count: Int) -> [String] {
    guard count > 0 else { return [] }
    let clients = found.prefix(Self.clientLines).map { client in
      let what = client.finding.map { finding in
        "\(finding.verdict.name) at \(finding.at.truncated(to: .seconds(1))): \(finding.explanation)"
      }
      return "  \(client.words)\(client.ofLine), \(client.counts.messages) messages: \(what ?? "clean")"
    }
    let lines = ofLines.prefix(Self.clientLines).map { finding in
      "  \(finding.subject.words): \(finding.verdict.name) at \(finding.at.truncated(to: .seconds(1))): \(finding.explanation)"
    }
    let others = count - clients.count
    return clients + lines
      + (others > 0
        ? ["  \(others) \(clients.isEmpty ? "" : "more ")\(others == 1 ? "client" : "clients") behind it"]
        : [])
  }

  private func line(_ source: Tally.Source, _ vendors: Vendors) -> String {
    let head = "\(source.mac)  \(String(source.messages).leftPadded(8))  "
    guard let finding = findings[source.mac] else {
      return head + "clean" + (vendors[source.mac].map { "; \($0)" } ?? "")
    }
    let maker = vendors.words(for: source.mac).map { "; \($0)" } ?? ""
    // To the second, so that a line fits a terminal; --json has all of it.
    let moment = finding.at.truncated(to: .seconds(1))
    return head + "\(finding.verdict.name) at \(moment): \(finding.explanation)" + maker
  }
}
