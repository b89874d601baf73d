import Daemon
import Flood
import Plans
import Wire

/// `dhcpward.top/1`: how the daemon stands at a moment, as it goes over the control socket and as `top --json` prints it.
public struct SnapshotReport: Codable {
  static let schema = "dhcpward.top/1"

  /// Counts by the RFCs' names, of each IP version.
  public struct Kinds: Codable {
    /// DHCPv4.
    public let v4: [String: Int]
    /// DHCPv6.
    public let v6: [String: Int]
  }

  /// `dhcpward.top/1`.
  public let schema: String
  /// RFC 3339, as are the others.
  public let at: String
  /// When the daemon started.
  public let since: String
  /// Null without a state database, false when it cannot be written.
  @Nullable public var durable: Bool?
  /// What it guards.
  public var posts: [Interface]
  /// Interfaces that are to be guarded and are not there yet; a daemon of an earlier version says nothing of them.
  public var waiting: [String]?

  /// One interface.
  public struct Interface: Codable {
    /// How many are blocked.
    public struct Blocks: Codable {
      /// The daemon's own.
      public let watch: Int
      /// People's.
      public let hand: Int
    }

    /// Where.
    public let interface: String
    /// As `--mode` takes it.
    public let mode: String
    /// As `--dialect` takes it.
    public let dialect: String
    /// As `--scope` takes it.
    public let scope: String
    /// The bridge over it, if any.
    @Nullable public var bridge: String?
    /// Nothing is dropped.
    public let dryRun: Bool
    /// Given to the daemon.
    public let frames: UInt64
    /// Dropped by the kernel unread.
    public let framesDropped: UInt64
    /// How many of each type.
    public let messages: Kinds
    /// How many of each kind.
    public let events: [String: Int]
    /// How many of each kind.
    public let alarms: [String: Int]
    /// Alarms raised within ten minutes; a daemon of an earlier version says nothing of them.
    public let standing: [StandingAlarm]?
    /// Remembered now.
    public let sources: Int
    /// How many can be remembered.
    public let capacity: Int
    /// What is blocked.
    public let blocks: Blocks
    /// The busiest.
    public var talkers: [Talker]
    /// The blocked clients behind routers; a daemon of an earlier version says nothing of them.
    public var clients: [Client]?
  }

  /// A client behind a router that is blocked.
  public struct Client: Codable {
    /// Its own address: `chaddr`, or in DHCPv6 its address on its link.
    public let client: String
    /// Its relay's address there: `giaddr`, or `link-address`.
    public let via: String
    /// The Ethernet source that its messages come with.
    public let router: String
    /// Messages that its block dropped.
    public let dropped: UInt64
    /// The block's end.
    @Nullable public var until: String?
    /// How often it was blocked of late.
    public let strikes: Int
    /// Why.
    @Nullable public var reason: String?
  }

  /// An alarm that stands.
  public struct StandingAlarm: Codable {
    /// As in `alarms`.
    public let kind: String
    /// RFC 3339.
    public let at: String
    /// The source it is about; null for none in particular.
    @Nullable public var mac: String?
    /// The client or the line that it is about; left out for none.
    public let subject: String?
    /// In words.
    public let detail: String
  }

  /// One source.
  public struct Talker: Codable {
    /// Who.
    public let mac: String
    /// Whose device it is.
    @Nullable public var vendor: String?
    /// Where its frames come in.
    @Nullable public var port: String?
    /// Whose port that is.
    @Nullable public var guest: String?
    /// How many.
    public let messages: Int
    /// Frames.
    public let dropped: UInt64
    /// How many of each type.
    public let kinds: Kinds
    /// RFC 3339.
    public let last: String
    /// `clean`, `warned`, `blocked` or `spared`.
    public let verdict: String
    /// The block's end.
    @Nullable public var until: String?
    /// How often it was blocked of late.
    public let strikes: Int
    /// Why it is blocked or spared.
    @Nullable public var reason: String?
  }
}

extension SnapshotReport {
  /// The daemon's side.
  init(_ snapshot: Snapshot) {
    schema = Self.schema
    at = "\(snapshot.at)"
    since = "\(snapshot.since)"
    durable = snapshot.isDurable
    posts = snapshot.guarded.map(Interface.init)
    waiting = snapshot.awaited.map { "\($0)" }
  }
}

extension SnapshotReport.Interface {
  fileprivate init(_ interface: Snapshot.Interface) {
    self.interface = "\(interface.name)"
    mode = interface.mode.rawValue
    dialect = interface.dialect.rawValue
    scope = interface.scope.rawValue
    bridge = interface.bridge.map { "\($0)" }
    dryRun = interface.isDryRun
    frames = interface.framesReceived
    framesDropped = interface.framesDropped
    messages = SnapshotReport.Kinds(interface.messages)
    events = Dictionary(uniqueKeysWithValues: interface.events.map { ($0.key.rawValue, $0.value) })
    alarms = Dictionary(uniqueKeysWithValues: interface.alarms.map { ($0.key.rawValue, $0.value) })
    standing = interface.standing.map {
      SnapshotReport.StandingAlarm(
        kind: $0.kind.rawValue, at: "\($0.at)", mac: $0.mac?.description,
        subject: $0.subject?.behindRouter?.description, detail: $0.detail)
    }
    sources = interface.sources
    capacity = interface.capacity
    blocks = Blocks(watch: interface.ownBlocks, hand: interface.handBlocks)
    talkers = interface.talkers.map(SnapshotReport.Talker.init)
    clients = interface.clients.compactMap(SnapshotReport.Client.init)
  }
}

extension SnapshotReport.Client {
  fileprivate init?(_ talker: Snapshot.Talker) {
    guard let name = talker.client?.name else { return nil }
    (client, via, router) = (name.client, "\(name.relay)", "\(talker.mac)")
    (dropped, strikes, reason) = (talker.dropped, talker.strikes, talker.reason)
    until = talker.until.map { "\($0)" }
  }
}

extension SnapshotReport.Talker {
  fileprivate init(_ talker: Snapshot.Talker) {
    mac = "\(talker.mac)"
    vendor = talker.vendor
    port = talker.behind.map { "\($0.port)" }
    guest = talker.behind?.guest
    messages = talker.messages
    dropped = talker.dropped
    kinds = SnapshotReport.Kinds(talker.kinds)
    last = "\(talker.last)"
    verdict = talker.verdict.rawValue
    until = talker.until.map { "\($0)" }
    strikes = talker.strikes
    reason = talker.reason
  }
}

extension SnapshotReport.Kinds {
  fileprivate init(_ kinds: [MessageKind: Int]) {
    func named(_ isVersion6: Bool) -> [String: Int] {
      Dictionary(
        uniqueKeysWithValues: kinds.filter { $0.key.isVersion6 == isVersion6 }.map { ($0.key.name, $0.value) }
      )
    }
    (v4, v6) = (named(false), named(true))
  }
}
