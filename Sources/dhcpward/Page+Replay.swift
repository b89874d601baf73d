import Daemon
import Flood
import Report
import Wire

extension Page {
  /// What a replay came to, as a page.
  init(
    _ replay: Replay, _ retrospect: Retrospect?, _ whatIf: WhatIf?, policy: Policy, files: [String],
    vendors: ([MACAddress]) -> Vendors
  ) {
    let tally = replay.tally
    let gravity: (MACAddress) -> Int = { replay.findings[$0]?.verdict.gravity ?? 0 }
    let ranked = (0...3).reversed().flatMap { rank in tally.sources(Page.rows) { gravity($0) == rank } }
    let (found, behind) = (replay.relayedFindings, replay.relayedCounts)
    let (its, busiest) = (
      Dictionary(grouping: found) { $0.counts.source }, replay.relayedClients(Page.clients)
    )
    let sources = ranked.prefix(Page.rows).map { counts in
      let said = replay.evidence[counts.mac]
      var source = Source(
        counts: counts, finding: replay.findings[counts.mac], hostName: said?.hostName?.description,
        traits: said?.traits ?? [])
      source.clientCount = behind[counts.number] ?? 0
      source.clients = (its[counts.number] ?? busiest[counts.number] ?? []).prefix(Page.clients).map(
        Client.init)
      return source
    }
    let series = retrospect.flatMap(Series.init)
    var talkers: [Talker] = []
    if let retrospect, let series {
      // Who sent next to nothing has no pace to show.
      talkers = sources.filter { $0.counts.messages >= WhatIf.counts[0] }.prefix(Page.talkers).compactMap {
        Talker($0, retrospect, series, policy)
      }
    }
    self.init(
      files: files, version: Dhcpward.version, frames: replay.frames, messages: tally.messages,
      malformed: tally.malformed, first: tally.first, last: tally.last, sourceCount: tally.count,
      sources: Array(sources), talkers: talkers,
      findings: Array(replay.findings.values), alarms: replay.alarms, series: series, whatIf: whatIf,
      policy: policy,
      vendors: vendors(sources.map(\.counts.mac)))
    remark = replay.remark
    blockedClients = found.filter { $0.finding?.verdict == .blocked }.map(Client.init)
  }
}

extension Page.Client {
  fileprivate init(_ source: RelayedSource) {
    self.init(
      name: source.client, place: source.place + source.ofLine, messages: source.counts.messages,
      finding: source.finding)
  }
}

extension Page.Talker {
  /// A source beside the threshold that it tripped, or else the blocking one that it came nearest to.
  fileprivate init?(
    _ source: Page.Source, _ retrospect: Retrospect, _ series: Series, _ policy: Policy
  ) {
    let number = source.counts.number
    let nearness: (Threshold) -> Double = {
      Double(retrospect.peak(of: number, against: $0).count) / Double($0.count)
    }
    let blocking = policy.thresholds.filter { $0.level == .block }
    let choices = blocking.isEmpty ? policy.thresholds : blocking
    guard let threshold = source.finding?.threshold ?? choices.max(by: { nearness($0) < nearness($1) }) else {
      return nil
    }
    self.init(
      source: source, threshold: threshold, peak: retrospect.peak(of: number, against: threshold),
      pace: series.pace(of: number, against: threshold, in: retrospect))
  }
}
