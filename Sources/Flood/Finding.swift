public import Wire

/// Something new about a source that its messages showed.
public struct Finding: Hashable, Sendable {
  /// What is to be done about it.
  public enum Verdict: Hashable, Sendable {
    /// Only said.
    case warned
    /// To be blocked.
    case blocked
    /// Over a blocking threshold, but not to be blocked.
    case spared(Spared)
  }

  /// What tripped.
  public enum Cause: Hashable, Sendable {
    /// So many messages in so much time.
    case threshold(Threshold)
    /// So many different clients in so much time.
    case starvation(Policy.Starvation)
    /// So many copies of frames, none of them sent by a network that loops.
    case copies(Int)
  }

  /// The Ethernet source: of what is behind a relay or a router, that one's.
  public let mac: MACAddress
  /// What it is about, and what is to be blocked: the source, or a client or a line behind it.
  public internal(set) var subject: Subject
  /// When the message that tripped it came, by its own timestamp.
  public let at: Timestamp
  /// What is to be done.
  public let verdict: Verdict
  /// What tripped.
  public let cause: Cause
  /// What else a person should know, in words.
  public let notes: [String]
  /// How long it is to be blocked; zero unless it is.
  public let ban: Duration
  /// How often it was blocked, this time included, as far as it is not forgiven; zero unless it is blocked.
  public let strikes: Int
  /// The source that is to be unblocked for it: no more may be blocked, and its flood is over.
  public let replaced: Subject?
  /// So many came near a limit of late that an alarm tells of them all.
  public let isOneOfMany: Bool
  /// What is known of the source.
  public let evidence: Evidence

  /// A finding from its parts.
  public init(
    mac: MACAddress, subject: Subject? = nil, at: Timestamp, verdict: Verdict, cause: Cause,
    notes: [String] = [],
    ban: Duration = .zero,
    strikes: Int = 0, replaced: Subject? = nil, isOneOfMany: Bool = false, evidence: Evidence
  ) {
    self.mac = mac
    self.subject = subject ?? .address(mac)
    self.at = at
    self.verdict = verdict
    self.cause = cause
    self.notes = notes
    self.ban = ban
    self.strikes = strikes
    self.replaced = replaced
    self.isOneOfMany = isOneOfMany
    self.evidence = evidence
  }

  /// The threshold that tripped; nil for another cause.
  public var threshold: Threshold? {
    if case .threshold(let threshold) = cause { threshold } else { nil }
  }

  /// What tripped, in words, `20 messages in 5 s`; then notes, behind semicolons. Why a source was spared is in the
  /// verdict.
  public var reason: String { ([cause.words] + notes).joined(separator: "; ") }
}

extension Finding.Cause {
  /// In words.
  public var words: String {
    switch self {
    case .threshold(let threshold): threshold.words
    case .starvation(let limit): "\(limit.clients) different clients in \(limit.window.words)"
    case .copies(let copies): "\(copies) copies of one frame for 10 s, while no other source's came twice"
    }
  }
}
