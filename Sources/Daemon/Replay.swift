public import Capture
public import Flood
import Plans
public import Wire

/// The engine over capture files: who would have been blocked, when and why. Time is the frames' own and the watchlist
/// is as bounded as the daemon's, so the verdicts are those of a daemon that saw the same frames.
public struct Replay {
  /// What every source sent, exactly.
  public var tally: Tally { hindsight.tally }
  /// The first and gravest thing found of each source.
  public private(set) var findings: [MACAddress: Finding] = [:]
  /// How often each would have been blocked.
  public private(set) var blocks: [MACAddress: Int] = [:]
  /// What the network as a whole showed, in order of time.
  public var alarms: [Alarm] {
    (raised + lineFindings.map { Alarm(unblockable: $0, in: .nftables) }).sorted { $0.at < $1.at }
  }
  /// Frames read, of any kind.
  public private(set) var frames = 0
  /// Those of them that their file gives no time of; they were judged at the time of the frame before.
  public private(set) var untimedFrames = 0
  /// Malformed messages in frames of which more was on the wire than was captured: that they are, is the capture's doing.
  public private(set) var cutMessages = 0
  /// Messages that several interfaces of a capture saw: counted once, and so often not.
  public var copies: Int { merger.copies }
  /// Frames of a link type that is not read, by its number and name.
  public private(set) var unread: [String: Int] = [:]

  /// Frames that hide another frame or packet, which was not looked into, by what hides it.
  public private(set) var tunnelled: [Tunnel: Int] = [:]
  /// What can be said at the end although no alarm was raised; nil for nothing.
  public private(set) var remark: String?

  /// Whether anybody would have been blocked.
  public var foundFlood: Bool {
    findings.values.contains { $0.verdict == .blocked }
      || hindsight.clientFindings.values.contains { $0.finding.verdict == .blocked }
  }

  /// What the sources said of themselves, when that was asked for.
  public private(set) var evidence = EvidenceStore()

  private var raised: [Alarm] = []
  private var names = RelayedNames()
  private let listens: Bool
  private var hindsight: OfflineDetector
  // What was read and is not judged yet: judging many at once is faster.
  private var waiting: [Arrival] = []
  private var merger = InterfaceMerger()

  /// So many messages are kept when nobody asks for more: 16 MB.
  public static let casualLimit = 1 << 20
  /// More are kept for nobody: 800 MB.
  public static let utmostLimit = 50_000_000

  /// A replay that has read nothing yet. Up to `limit` messages are kept for `retrospect`, at 16 bytes each;
  /// with `listening` also what the sources say of themselves.
  public init(policy: Policy, keeping limit: Int = 0, listening: Bool = false) {
    listens = listening
    hindsight = OfflineDetector(policy: policy, keeping: limit)
    waiting.reserveCapacity(OfflineDetector.batch)
  }

  /// What the messages show now that all are known; nil when none were kept, or there were too many.
  public var retrospect: Retrospect? { hindsight.retrospect }

  /// More messages came than were to be kept.
  public var keptTooMany: Bool { hindsight.keptTooMany }

  /// Why the source with this number in the tally was, or would be, spared; nil when it may be blocked.
  public func exemption(of source: Tally.Source) -> Spared? { exemption(of: source.mac, source.number) }

  private func exemption(of mac: MACAddress, _ number: Int) -> Spared? {
    if case .spared(let why) = findings[mac]?.verdict, why != .brake { return why }
    return hindsight.exemption(of: number)
  }

  /// What other thresholds would have come to.
  public func whatIf(_ retrospect: Retrospect) -> WhatIf {
    WhatIf(retrospect) { number in
      guard number >= tally.count else { return exemption(of: tally.mac(number), number) != nil }
      return hindsight.clientFindings[number - tally.count]?.finding.verdict == .spared(.unblockable)
    }
  }

  /// What was found of lines that relays and switches name, in order of time.
  public var lineFindings: [Finding] {
    hindsight.lineFindings.map { line, finding in finding.named(as: names.lines[line]) }
  }

  /// The clients behind relays and routers, the busiest first, at most so many of each source, by its number.
  public func relayedClients(_ limit: Int) -> [Int: [RelayedSource]] {
    hindsight.clients.busiest(limit).mapValues { $0.map(relayed) }
  }

  /// How many clients each source has, by its number.
  public var relayedCounts: [Int: Int] { hindsight.clients.counts }

  /// The clients that something was found of, the gravest first, then the busiest.
  public var relayedFindings: [RelayedSource] {
    hindsight.clientFindings.keys.map { relayed(hindsight.clients[$0]) }.sorted {
      ($1.gravity, $1.counts.messages, $0.counts.number) < ($0.gravity, $0.counts.messages, $1.counts.number)
    }
  }

  /// The clients with that `chaddr`, by number of appearance.
  public func relayedSources(of mac: MACAddress) -> [RelayedSource] {
    (0..<hindsight.clients.count).map { hindsight.clients[$0] }.filter { $0.chaddr?.mac == mac }.map(relayed)
  }

  private func relayed(_ counts: RelayedTally.Client) -> RelayedSource {
    let found = hindsight.clientFindings[counts.number]
    return RelayedSource(
      counts: counts, router: tally.mac(counts.source), said: names.origins[counts.origin],
      line: names.lines[counts.line], finding: found?.finding, blocks: found?.blocks ?? 0)
  }

  /// Reads a capture. What was read before an error counts.
  public mutating func read(_ capture: inout SavedCapture) throws(CaptureError) {
    defer {
      take(merger.take(all: true))
      merger.forget()
      judge()
      untimedFrames += capture.untimedFrames
      for (link, count) in capture.unread { unread[link, default: 0] += count }
    }
    try capture.forEachFrame { bytes, frame in
      frames += 1
      guard let message = Frame.clientMessage(in: bytes, link: frame.link) else {
        if let tunnel = Frame.tunnel(in: bytes, link: frame.link) { tunnelled[tunnel, default: 0] += 1 }
        return
      }
      names.hear(message) { Frame.evidence(in: bytes, link: frame.link) }
      if listens { evidence.hear(message.source) { Frame.evidence(in: bytes, link: frame.link) } }
      let arrival = Arrival(message: message, at: frame.at)
      if frame.isOneOfSeveral || frame.link != .ethernet {
        let place = Frame.place(in: bytes, link: frame.link)
        let interface = UInt64(frame.interface) << 32 | UInt64(place)
        merger.add(.init(arrival: arrival, interface: interface, isCut: frame.isCut))
        if merger.isFull { take(merger.take(all: false)) }
      } else {
        if !merger.isEmpty { take(merger.take(all: true)) }
        take(arrival, isCut: frame.isCut)
      }
    }
  }

  /// Ends it: no other capture follows.
  public mutating func conclude() { remark = hindsight.conclude() }

  private mutating func take(_ entries: [InterfaceMerger.Entry]) {
    for entry in entries { take(entry.arrival, isCut: entry.isCut) }
  }

  private mutating func take(_ arrival: Arrival, isCut: Bool) {
    if isCut, arrival.message.kind.isMalformed { cutMessages += 1 }
    waiting.append(arrival)
    if waiting.count == OfflineDetector.batch { judge() }
  }

  private mutating func judge() {
    for finding in hindsight.note(contentsOf: waiting) { keep(finding) }
    raised += hindsight.takeAlarms()
    waiting.removeAll(keepingCapacity: true)
  }

  private mutating func keep(_ finding: Finding) {
    // Of a client or a line the detector keeps it.
    guard !finding.isBehind else { return }
    if finding.verdict == .blocked { blocks[finding.mac, default: 0] += 1 }
    guard let before = findings[finding.mac], before.verdict.gravity >= finding.verdict.gravity else {
      findings[finding.mac] = finding
      return
    }
  }
}
