public import Plans
public import Wire

/// Something that happened, as it is told: a row of the history, and what every form of an event is made from (docs/events.md).
public struct EventRecord: Hashable, Sendable {
  /// When, by the wall clock.
  public var at: Timestamp
  /// What: `block`, `unblock`, `alarm` and the like.
  public var kind: String
  /// How much it matters, from 0, all is well, to 3, needs a person.
  public var level: Int
  /// Where; nil when it concerns the whole daemon.
  public var interface: InterfaceName?
  /// Whom it is about; nil for a client or a line behind a router, too.
  public var mac: MACAddress?
  /// The whole of it as a line for a person.
  public var message: String
  /// Why, in words, without anything else.
  public var reason: String?
  /// Who made or ended the block.
  public var origin: Origin?
  /// Which frames are blocked.
  public var scope: Scope?
  /// How long the block lasts from then; nil for ever, or when it is no block.
  public var length: Duration?
  /// How often the source was blocked, that time included.
  public var strikes: Int?
  /// The kind of an alarm.
  public var alarm: String?
  /// Where the source was, on a bridge with several ports.
  public var behind: Whereabouts?
  /// Whose make its interface is.
  public var vendor: String?
  /// From the message that tripped the threshold to the rule in force.
  public var delay: Duration?

  /// The client or the line that it is about, behind a router; nil for an Ethernet source.
  public var behindRouter: Subject?

  /// A record; what is not known is nil.
  public init(
    at: Timestamp, kind: String, level: Int = 0, interface: InterfaceName? = nil, mac: MACAddress? = nil,
    message: String, reason: String? = nil, origin: Origin? = nil, scope: Scope? = nil,
    length: Duration? = nil, strikes: Int? = nil, alarm: String? = nil, behind: Whereabouts? = nil,
    vendor: String? = nil, delay: Duration? = nil, behindRouter: Subject? = nil
  ) {
    (self.at, self.kind, self.level, self.interface, self.mac) = (at, kind, level, interface, mac)
    (self.message, self.reason, self.origin, self.scope) = (message, reason, origin, scope)
    (self.length, self.strikes, self.alarm, self.behind) = (length, strikes, alarm, behind)
    (self.vendor, self.delay, self.behindRouter) = (vendor, delay, behindRouter)
  }
}
