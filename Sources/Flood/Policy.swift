import Wire

/// What counts as flooding, and how far the answer may go.
public struct Policy: Hashable, Sendable {
  /// So many different clients that one source, no relay, speaks for in so much time.
  public struct Starvation: Hashable, Sendable {
    /// The counts there can be: each costs eight bytes in a sixteenth of the records.
    public static let counts = 2...64

    /// The client that trips it: the count-th different one within `window`.
    public let clients: Int
    /// The sliding window; messages exactly `window` apart are not in one.
    public let window: Duration

    /// A limit; the count is clamped to `counts`, the window as a threshold's.
    public init(clients: Int, window: Duration) {
      self.clients = min(max(clients, Self.counts.lowerBound), Self.counts.upperBound)
      self.window = Threshold(count: 1, window: window).window
    }
  }

  /// What `brake` and `pace` may be.
  public static let brakes = 1...65_536
  /// What `capacity` may be.
  public static let capacities = 16...16_777_216

  /// The thresholds; when several trip at once a blocking one wins, then one that names a kind, then the one listed
  /// first.
  public var thresholds: [Threshold]
  /// How many clients a source may speak for; nil for any number.
  public var starvation: Starvation?
  /// How long a source is blocked the first time, and how long before a spared one is reported again.
  public var ban: Duration
  /// The longest block: each time a source is blocked again, the block is twice as long, up to this.
  public var banCap: Duration
  /// How long a source must be quiet after a block for one strike to be forgiven.
  public var forgiveness: Duration
  /// How many sources may be blocked at once; past that they are only reported.
  public var brake: Int
  /// How many sources may be blocked within 60 s; past that they are only reported.
  public var pace: Int
  /// How many sources are watched at once, at about 400 bytes each.
  public var capacity: Int
  /// Who is never blocked.
  public var exemptions: Exemptions

  /// A policy; what is not given is as in `standard`.
  public init(
    thresholds: [Threshold] = Self.standardThresholds,
    starvation: Starvation? = Starvation(clients: 10, window: .seconds(60)),
    ban: Duration = .seconds(300), banCap: Duration = .seconds(86_400),
    forgiveness: Duration = .seconds(3600), brake: Int = 64, pace: Int = 64,
    capacity: Int = 65_536, exemptions: Exemptions = Exemptions()
  ) {
    self.thresholds = thresholds
    self.starvation = starvation
    self.ban = ban
    self.banCap = banCap
    self.forgiveness = forgiveness
    self.brake = brake
    self.pace = pace
    self.capacity = capacity
    self.exemptions = exemptions
  }

  /// The defaults: honest clients stay well below them, even at RFC 2131 §4.1 backoff without a server.
  public static let standard = Policy()

  /// Block at 20 in 5 s, 30 in 30 s, 50 in 60 s or 10 DECLINE in 10 min; warn at 13 in 60 s, or at 10 REQUEST or 5 DECLINE
  /// in 10 min.
  public static let standardThresholds = [
    Threshold(count: 20, window: .seconds(5)),
    Threshold(count: 30, window: .seconds(30)),
    Threshold(count: 50, window: .seconds(60)),
    Threshold(kind: .decline, count: 10, window: .seconds(600)),
    Threshold(count: 13, window: .seconds(60), level: .warn),
    Threshold(kind: .request, count: 10, window: .seconds(600), level: .warn),
    Threshold(kind: .decline, count: 5, window: .seconds(600), level: .warn),
  ]

  /// How long the block is that so many strikes lead to.
  public func ban(strikes: Int) -> Duration {
    var length = ban
    for _ in 1..<max(1, strikes) where length < banCap { length = min(length + length, banCap) }
    return length
  }

  /// The longest window of all: what the clock must tell apart.
  var span: Duration {
    max(.seconds(60), thresholds.map(\.window).max() ?? .zero, starvation?.window ?? .zero)
  }
}
