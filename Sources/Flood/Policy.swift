import Wire

/// What counts as flooding, and how far the answer may go.
public struct Policy: Hashable, Sendable {
  /// The thresholds; when several trip at once a blocking one wins, then the one listed first.
  public var thresholds: [Threshold]
  /// How long a source is blocked, and how long before a spared one is reported again.
  public var ban: Duration
  /// How many sources may be blocked at once; past that they are only reported.
  public var brake: Int
  /// How many sources the daemon remembers, at about 250 bytes each; `Hindsight` remembers all.
  public var capacity: Int
  /// Who is never blocked.
  public var exemptions: Exemptions

  /// A policy; what is not given is as in `standard`.
  public init(
    thresholds: [Threshold] = Self.standardThresholds, ban: Duration = .seconds(300), brake: Int = 64,
    capacity: Int = 65_536, exemptions: Exemptions = Exemptions()
  ) {
    self.thresholds = thresholds
    self.ban = ban
    self.brake = brake
    self.capacity = capacity
    self.exemptions = exemptions
  }

  /// The defaults: honest clients stay well below them, even at RFC 2131 §4.1 backoff without a server.
  public static let standard = Policy()

  /// Block at 20 in 5 s, 30 in 30 s or 10 DECLINE in 10 min; warn at 13 in 60 s or 5 DECLINE in 10 min.
  public static let standardThresholds = [
    Threshold(count: 20, window: .seconds(5)),
    Threshold(count: 30, window: .seconds(30)),
    Threshold(kind: .decline, count: 10, window: .seconds(600)),
    Threshold(count: 13, window: .seconds(60), level: .warn),
    Threshold(kind: .decline, count: 5, window: .seconds(600), level: .warn),
  ]
}
