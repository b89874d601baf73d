public import Flood
public import Plans
public import Wire

/// Something that the daemon did or saw and that somebody may want to know: a line of the log, a row of the history, a
/// hook's standard input. Its names are stable (docs/events.md).
public struct Event: Hashable, Sendable {
  /// What happened.
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
  /// What happened.
  public var kind: Kind
  /// How much it matters.
  public var level: Level
  /// Where; nil when it concerns the whole daemon.
  public var interface: InterfaceName?
  /// Whom it is about.
  public var mac: MACAddress?
  /// The whole of it as a line for a person: printable, no line break.
  public var message: String
  /// Why, in words, without anything else.
  public var reason: String?
  /// Who made or ended the block.
  public var origin: Origin?
  /// Which frames are blocked.
  public var scope: Scope?
  /// How long the block lasts from now; nil for ever, or when it is no block.
  public var length: Duration?
  /// How often the source was blocked, this time included.
  public var strikes: Int?
  /// The kind of an alarm.
  public var alarm: Alarm.Kind?
  /// Where the source is, on a bridge with several ports.
  public var behind: Whereabouts?
  /// Whose make its interface is.
  public var vendor: String?
  /// From the message that tripped the threshold to the rule in force.
  public var delay: Duration?

  /// An event; what is not known is nil.
  public init(
    at: Timestamp, _ kind: Kind, level: Level = .info, interface: InterfaceName? = nil,
    mac: MACAddress? = nil,
    _ message: String, reason: String? = nil, origin: Origin? = nil, scope: Scope? = nil,
    length: Duration? = nil, strikes: Int? = nil, alarm: Alarm.Kind? = nil, behind: Whereabouts? = nil,
    vendor: String? = nil, delay: Duration? = nil
  ) {
    self.at = at
    self.kind = kind
    self.level = level
    self.interface = interface
    self.mac = mac
    self.message = message
    self.reason = reason
    self.origin = origin
    self.scope = scope
    self.length = length
    self.strikes = strikes
    self.alarm = alarm
    self.behind = behind
    self.vendor = vendor
    self.delay = delay
  }
}
