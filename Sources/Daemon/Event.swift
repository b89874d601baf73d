public import Wire

/// Something that the daemon did or saw and that somebody may want to know: a line of the log, a row of the history, a
/// hook's standard input. What is said of it is made from it where it is told.
public struct Event: Hashable, Sendable {
  /// What happened, roughly. The names are stable (docs/events.md).
  public enum Kind: String, CaseIterable, Sendable {
    /// The daemon guards an interface from now on.
    case start
    /// It no longer does.
    case stop
    /// A source was blocked.
    case block
    /// Its block lasts longer, as the flood goes on.
    case extend
    /// Its block has ended.
    case unblock
    /// A source came near a limit.
    case warn
    /// A source is over a limit and not to be blocked.
    case spare
    /// Something that blocking does not cure.
    case alarm
    /// Others took something of dhcpward's away, and it was put back.
    case repair
    /// The settings were read again.
    case reload
    /// Something could not be done.
    case failure
    /// What else is worth a line.
    case note
  }

  /// How much it matters, as in syslog(3).
  public enum Level: Int, CaseIterable, Comparable, Sendable {
    /// All is well.
    case info
    /// Normal, but worth knowing.
    case notice
    /// May need a person.
    case warning
    /// Needs a person.
    case error

    /// By how much it matters.
    public static func < (one: Level, other: Level) -> Bool { one.rawValue < other.rawValue }
  }

  /// When, by the wall clock.
  public var at: Timestamp
  /// Where; nil when it concerns the whole daemon.
  public var interface: InterfaceName?
  /// The daemon guards several interfaces, so that a line has to say which.
  public var isOneOfSeveral: Bool
  /// What happened.
  public var what: Occurrence

  /// An event of an interface, or of the whole daemon.
  public init(
    at: Timestamp, _ what: Occurrence, interface: InterfaceName? = nil, isOneOfSeveral: Bool = false
  ) {
    (self.at, self.what, self.interface, self.isOneOfSeveral) = (at, what, interface, isOneOfSeveral)
  }
}
