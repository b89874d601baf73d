import Control
import Daemon
import Flood
import System
import Wire

/// `dhcpward.explain/1`: why a source was, or was not, blocked.
struct Explanation: Encodable {
  /// How near it came to one threshold.
  struct Limit: Encodable {
    /// As `--threshold` takes it.
    let threshold: String
    let level: String
    /// The most that it sent in the window.
    let peak: Int
    /// When it came to that; null for nothing.
    @Nullable var at: Double?
    let reached: Bool
  }

  let schema = "dhcpward.explain/1"
  let files: [String]
  let source: ReplayReport.Source
  /// Why it is never blocked, whatever it sends; null when it may be.
  @Nullable var exemption: String? = nil
  /// What it says of itself, for what that is worth.
  @Nullable var hostName: String? = nil
  @Nullable var vendorClass: String? = nil
  let thresholds: [Limit]
  /// The alarms that name it.
  let alarms: [ReplayReport.Alarm]
  /// What would turn the verdict, as options; empty when no threshold surely does.
  let otherwise: [String]

  private enum CodingKeys: String, CodingKey {
    case schema, files, source, hostName, vendorClass, exemption, thresholds, alarms, otherwise
  }

  // For the text.
  private let counts: Tally.Source
  private let finding: Finding?
  private let spared: Spared?
  private let maker: String?
  private let said: ClientEvidence?
  private let reaches: [Reach]
  private let starvation: Policy.Starvation?

  fileprivate struct Reach {
    let threshold: Threshold
    let peak: Retrospect.Peak
    var isReached: Bool { peak.count >= threshold.count }
    var nearness: Double { Double(peak.count) / Double(threshold.count) }
  }

  init(
    _ source: Tally.Source, _ replay: Replay, _ past: Retrospect, policy: Policy, files: [String],
    vendors: Vendors
  ) {
    self.files = files
    counts = source
    finding = replay.findings[source.mac]
    spared = replay.exemption(of: source)
    maker = vendors.words(for: source.mac)
    said = replay.evidence[source.mac]
    self.source = ReplayReport.Source(
      source, finding: finding, blocks: replay.blocks[source.mac] ?? 0, vendors: vendors,
      clients: (replay.relayedClients(ReplayReport.mostClients)[source.number] ?? []).map(
        ReplayReport.Client.init),
      of: replay.relayedCounts[source.number] ?? 0)
    let reaches = policy.thresholds.map {
      Reach(threshold: $0, peak: past.peak(of: source.number, against: $0))
    }
    self.reaches = reaches
    starvation = policy.starvation
    thresholds = reaches.map { reach in
      Limit(
        threshold: reach.threshold.description, level: "\(reach.threshold.level)", peak: reach.peak.count,
        at: reach.peak.count > 0 ? reach.peak.at.seconds : nil, reached: reach.isReached)
    }
    alarms = replay.alarms.filter { $0.subject?.source == source.mac }.map(ReplayReport.Alarm.init)
    // Whoever speaks for many clients may be blocked for that whatever the thresholds.
    let speaksForMany = source.clients >= policy.starvation?.clients ?? .max
    let isBlocked = finding?.verdict == .blocked
    otherwise =
      isBlocked && (speaksForMany || finding?.threshold == nil)
      ? [] : Self.otherwise(reaches, isBlocked: isBlocked)
    exemption = spared?.text
    hostName = said?.hostName?.description
    vendorClass = said?.vendorClass?.description
  }

  fileprivate static func otherwise(_ reaches: [Reach], isBlocked: Bool) -> [String] {
    let blocking = reaches.filter { $0.threshold.level == .block && $0.peak.count > 0 }
    guard isBlocked else {
      let nearest = blocking.max { $0.nearness < $1.nearness }
      return nearest.map { [$0.option($0.peak.count)] } ?? []
    }
    let tripped = blocking.filter(\.isReached)
    guard tripped.allSatisfy({ Threshold.counts.contains($0.peak.count + 1) }) else { return [] }
    return tripped.map { $0.option($0.peak.count + 1) }
  }

  var text: String {
    var lines = ["\(counts.mac)  \(verdict)"]
    let who = [hostName.map { "calls itself \($0)" }, maker].compactMap(\.self) + (said?.traits ?? [])
    if !who.isEmpty { lines.append("  " + who.joined(separator: "; ")) }
    let kinds = source.v4.merging(source.v6.map { ("\($0)/v6", $1) }) { $0 + $1 }
    let types = kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
    lines.append(
      "  \(counts.messages) \(counts.messages == 1 ? "message" : "messages"): \(types.joined(separator: ", "))"
    )
    lines.append(
      "  first \(counts.first.truncated(to: .seconds(1))), last \(counts.last.truncated(to: .seconds(1)))")
    var traits: [String] = []
    if counts.clients > 1 { traits.append("speaks for \(counts.clients) clients") }
    if counts.relayed > 0 { traits.append("\(counts.relayed) relayed") }
    if !counts.vlans.isEmpty {
      traits.append("VLAN " + counts.vlans.map { "\($0.number)" }.joined(separator: ", "))
    }
    if source.blocks > 1 { traits.append("would have been blocked \(source.blocks) times") }
    if !traits.isEmpty { lines.append("  " + traits.joined(separator: "; ")) }
    lines += alarms.prefix(8).map { "  alarm \($0.kind): \($0.detail)" }
    lines += ["", "  threshold                            most at once"]
    lines += reaches.map(line)
    return lines.joined(separator: "\n") + "\n\n\(ending)\n"
  }

  private var verdict: String {
    guard let finding else {
      return reaches.contains(where: \.isReached)
        ? "clean: over a warning threshold, but exempt" : "clean: it reached no threshold"
    }
    let moment = finding.at.truncated(to: .seconds(1))
    return "\(finding.verdict.name) at \(moment): \(finding.explanation)"
  }

  private func line(_ reach: Reach) -> String {
    let head = "  \("\(reach.threshold.level)".padded(6))\(reach.threshold.words.padded(31))"
    let count = String(reach.peak.count).leftPadded(7)
    guard reach.peak.count > 0 else { return head + count }
    let short = reach.threshold.count - reach.peak.count
    return head + count + (short > 0 ? ", \(short) short" : ", reached") + ", at \(reach.peak.at.clock)"
  }

  private var ending: String {
    let options = otherwise.joined(separator: " ")
    if let spared { return "never blocked, whatever it sends: \(spared.text)" }
    if finding?.verdict == .blocked {
      guard options.isEmpty else {
        return "would not be blocked at \(options), nor with --allow \(counts.mac)"
      }
      if let starvation, counts.clients >= starvation.clients {
        return
          "higher thresholds might not spare it, as it speaks for \(counts.clients) clients; --allow \(counts.mac) "
          + "does, or --relay if it is one"
      }
      return "no threshold is high enough to spare it; --allow \(counts.mac) does"
    }
    switch finding?.verdict {
    case .spared(.conflict): return "would be blocked, were it the only one that declines"
    case .spared: return "would be blocked, were fewer others blocked (the brake)"
    default: break
    }
    return options.isEmpty
      ? "sent nothing that a blocking threshold counts" : "would be blocked at \(options)"
  }
}

extension Explanation.Reach {
  /// The threshold's window with another count, as an option.
  fileprivate func option(_ count: Int) -> String {
    "--threshold \(Threshold(kind: threshold.kind, count: count, window: threshold.window))"
  }
}

extension Timestamp {
  /// The time of day to a millisecond: `11:06:12.345Z`.
  var clock: String { String(truncated(to: .milliseconds(1)).description.dropFirst(11)) }
}
