public import Flood
public import Plans
public import Wire

/// How the daemon stands at a moment: what `top`, `status` and the metrics are made from. Counts are since its start.
public struct Snapshot: Hashable, Sendable {
  /// A source that sends, or is blocked.
  public struct Talker: Hashable, Sendable {
    /// How it stands.
    public enum Verdict: String, Sendable {
      /// Nothing is held against it.
      case clean
      /// Near a limit.
      case warned
      /// Its messages are dropped.
      case blocked
      /// Over a limit, and never blocked.
      case spared
    }

    /// Its address; of a client behind a router, that one's.
    public var mac: MACAddress
    /// The client behind a router that it is; nil for a source.
    public var client: RelayedClient?
    /// The messages heard from it, as long as it is remembered.
    public var messages: Int
    /// The frames of it that its block dropped.
    public var dropped: UInt64
    /// When it was last heard.
    public var last: Timestamp
    /// What it sent, by kind; kinds that did not occur are absent.
    public var kinds: [MessageKind: Int]
    /// How it stands.
    public var verdict: Verdict
    /// Until when it is blocked; nil when it is not, or for ever.
    public var until: Timestamp?
    /// How often it was blocked of late.
    public var strikes: Int
    /// Why it is blocked, or spared.
    public var reason: String?
    /// Whose make its interface is.
    public var vendor: String?
    /// Where it is, on a bridge with several ports.
    public var behind: Whereabouts?
  }

  /// One guarded interface.
  public struct Interface: Hashable, Sendable {
    /// Which.
    public var name: InterfaceName
    /// How it is guarded.
    public var mode: Mode
    /// By whose rules.
    public var dialect: Dialect
    /// Which frames of a flooder are dropped.
    public var scope: Scope
    /// The bridge, where there is one.
    public var bridge: InterfaceName?
    /// Nothing is changed.
    public var isDryRun: Bool
    /// Frames received.
    public var framesReceived: UInt64
    /// Frames that the kernel dropped unread, as the daemon was too slow.
    public var framesDropped: UInt64
    /// Messages counted, by kind.
    public var messages: [MessageKind: Int]
    /// Events so far, by kind.
    public var events: [Event.Kind: Int]
    /// Alarms so far, by kind.
    public var alarms: [Alarm.Kind: Int]
    /// Alarms that stand: raised, for the first time or again, within ten minutes. At most one of a kind, the latest.
    public var standing: [Alarm]
    /// Sources remembered now, and how many there may be.
    public var sources: Int
    /// See `sources`.
    public var capacity: Int
    /// Blocks of the daemon's own that stand now.
    public var ownBlocks: Int
    /// Blocks of a person's that stand now.
    public var handBlocks: Int
    /// What the program at the XDP hook made of frames since it was loaded; empty in another mode.
    public var hookCounters: [XDPState: UInt64] = [:]
    /// The octets of the kernel's memory that it takes.
    public var hookMemory: UInt64 = 0
    /// Who sends most now, most first, and all who are blocked; no more than asked for.
    public var talkers: [Talker]
    /// The clients behind routers that are blocked; no more than asked for.
    public var clients: [Talker] = []

    /// An interface of which nothing is counted yet.
    public init(
      name: InterfaceName, mode: Mode, dialect: Dialect, scope: Scope, bridge: InterfaceName? = nil,
      isDryRun: Bool = false, capacity: Int
    ) {
      self.name = name
      self.mode = mode
      self.dialect = dialect
      self.scope = scope
      self.bridge = bridge
      self.isDryRun = isDryRun
      self.capacity = capacity
      (framesReceived, framesDropped, ownBlocks, handBlocks, sources) = (0, 0, 0, 0, 0)
      (messages, events, alarms, standing, talkers) = ([:], [:], [:], [], [])
    }
  }

  /// As of when, by the wall clock.
  public var at: Timestamp
  /// Since when the daemon runs, by the wall clock.
  public var since: Timestamp
  /// The state database is written; nil when there is none, false when it failed.
  public var isDurable: Bool?
  /// The guarded interfaces, by name.
  public var guarded: [Interface]
  /// Interfaces that are to be guarded and are not there yet.
  public var awaited: [InterfaceName]

  /// A snapshot from its parts.
  public init(
    at: Timestamp, since: Timestamp, isDurable: Bool? = nil, guarded: [Interface],
    awaited: [InterfaceName] = []
  ) {
    self.at = at
    self.since = since
    self.isDurable = isDurable
    self.guarded = guarded
    self.awaited = awaited
  }
}

extension Snapshot.Talker {
  /// A source that sent nothing yet.
  public init(mac: MACAddress, last: Timestamp) {
    self.mac = mac
    self.last = last
    (messages, dropped, strikes, kinds, verdict) = (0, 0, 0, [:], .clean)
    (until, reason, vendor, behind) = (nil, nil, nil, nil)
  }
}
