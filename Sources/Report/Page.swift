public import Flood
public import Wire

/// A replay as a page: one file that needs nothing else, to be looked at more than read.
///
/// No script, nothing fetched (a Content-Security-Policy says so, too), light or dark as the reader likes, on a phone,
/// a screen or paper.
public struct Page: Sendable {
  /// A source and what is known of it.
  public struct Source: Sendable {
    /// What it sent.
    public let counts: Tally.Source
    /// What was found of it; nil for a clean one.
    public let finding: Finding?
    /// What it calls itself; nil when it does not say.
    public let hostName: String?
    /// What else it says of itself: its vendor class, a tool that it looks like.
    public let traits: [String]
    /// Who of the clients behind it is shown, the gravest first.
    public var clients: [Client] = []
    /// All clients behind it.
    public var clientCount = 0

    /// A source from its parts.
    public init(counts: Tally.Source, finding: Finding?, hostName: String? = nil, traits: [String] = []) {
      self.counts = counts
      self.finding = finding
      self.hostName = hostName
      self.traits = traits
    }
  }

  /// A client behind a relay or a router.
  public struct Client: Sendable {
    /// Its hardware address, or in v6 its own.
    public let name: String
    /// The relay, and the line when that is known.
    public let place: String
    /// Its messages.
    public let messages: Int
    /// What was found of it; nil for a clean one.
    public let finding: Finding?

    /// A client from its parts.
    public init(name: String, place: String, messages: Int, finding: Finding?) {
      (self.name, self.place, self.messages, self.finding) = (name, place, messages, finding)
    }
  }

  /// A source drawn by itself.
  public struct Talker: Sendable {
    /// Who.
    public let source: Source
    /// The threshold that it tripped, or came nearest to.
    public let threshold: Threshold
    /// The most that it sent in that threshold's window.
    public let peak: Retrospect.Peak
    /// How many it had sent in that window, in each step of the series.
    public let pace: [Int]

    /// A talker from its parts.
    public init(source: Source, threshold: Threshold, peak: Retrospect.Peak, pace: [Int]) {
      self.source = source
      self.threshold = threshold
      self.peak = peak
      self.pace = pace
    }
  }

  /// The most sources in the table.
  public static let rows = 100
  /// The most clients behind a source that are listed.
  public static let clients = 10
  /// The most sources drawn by themselves.
  public static let talkers = 12

  /// The captures.
  public var files: [String]
  /// The program's version.
  public var version: String
  /// Frames read.
  public var frames: Int
  /// Client messages of all sources.
  public var messages: Int
  /// Those of them that could not be read.
  public var malformed: Int
  /// The earliest timestamp of a message; nil without any.
  public var first: Timestamp?
  /// The latest one.
  public var last: Timestamp?
  /// All sources.
  public var sourceCount: Int
  /// The gravest and most talkative sources, for the table.
  public var sources: [Source]
  /// The few of them that are drawn.
  public var talkers: [Talker]
  /// Every finding.
  public var findings: [Finding]
  /// The clients behind relays that would have been blocked, the busiest first.
  public var blockedClients: [Client] = []
  /// What concerns the whole network.
  public var alarms: [Alarm]
  /// What can be said at the end of a capture that is too short for an alarm.
  public var remark: String?
  /// Messages over time; nil without any.
  public var series: Series?
  /// What other thresholds would have come to.
  public var whatIf: WhatIf?
  /// What was judged by.
  public var policy: Policy
  /// Who made the sources' network cards.
  public var vendors: Vendors

  /// A page from its parts.
  public init(
    files: [String], version: String, frames: Int, messages: Int, malformed: Int, first: Timestamp?,
    last: Timestamp?, sourceCount: Int,
    sources: [Source], talkers: [Talker], findings: [Finding], alarms: [Alarm], series: Series?,
    whatIf: WhatIf?,
    policy: Policy, vendors: Vendors
  ) {
    self.files = files
    self.version = version
    self.frames = frames
    self.messages = messages
    self.malformed = malformed
    self.first = first
    self.last = last
    self.sourceCount = sourceCount
    self.sources = sources
    self.talkers = talkers
    self.findings = findings
    self.alarms = alarms
    self.series = series
    self.whatIf = whatIf
    self.policy = policy
    self.vendors = vendors
  }

  /// The page: HTML that is well-formed XML.
  public var html: String {
    let headline = Headline(self)
    let body: Markup = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(headline.title) - dhcpward</title>
      <style>
      \(StyleSheet.css)
      </style>
      </head>
      <body>
      <main>
      \(headline.html)
      \(chart)
      \(TalkerCards(page: self).html)
      \(alarmList)
      \(whatIf.map { WhatIfSection(whatIf: $0, policy: policy).html })
      \(SourceTable(page: self).html)
      \(footer)
      </main>
      </body>
      </html>

      """
    return body.text
  }

  /// A moment in words: the time, with the day where there are several.
  func words(_ moment: Timestamp) -> String {
    first?.day == last?.day && moment.day == first?.day ? moment.time : "\(moment.shortDate) \(moment.time)"
  }

  private var chart: Markup? {
    series.map {
      "<section>\n<h2>What happened</h2>\n\(RateChart(series: $0, marks: findings).html)\n</section>"
    }
  }

  private var alarmList: Markup? {
    guard !alarms.isEmpty else { return nil }
    let groups = AlarmGroup.groups(alarms)
    let items = groups.prefix(Self.rows).map { group -> Markup in
      let alarm = group.alarm
      return """
        <li><b>\(alarm.kind.rawValue)</b> <time>\(group.moments(on: self))</time>: \
        \(alarm.subject.map { subject -> Markup in "<code>\(subject.words)</code> " })\(alarm.detail)\
        \(alarm.advice.map { advice -> Markup in "<br/><small>To do: \(advice).</small>" })</li>
        """
    }
    let more: Markup? =
      groups.count > Self.rows ? "<p class=\"soft\">and \((groups.count - Self.rows).grouped) more</p>" : nil
    return "<section>\n<h2>Alarms</h2>\n<ul class=\"alarms\">\n\(Array(items))\n</ul>\n\(more)\n</section>"
  }

  private var footer: Markup {
    let limits = policy.thresholds.map { "\($0.level == .block ? "block" : "warn") at \($0.words)" }
    return """
      <footer>
      <p><b>Captures</b> \(files.joined(separator: ", ")): \(frames.of("frame")), \(messages.of("client message")), \
      \(malformed.grouped) malformed.</p>
      <p><b>Judged by</b> \(limits.joined(separator: "; ")); blocks last \(policy.ban.words).</p>
      <p>dhcpward \(version). All times are those of the captured frames, in UTC.</p>
      </footer>
      """
  }
}
