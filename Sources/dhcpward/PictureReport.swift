import Flood
import Plans
import Watchdog
import Wire

/// `dhcpward.top/1`: how the daemon stands at a moment, as it goes over the control socket and as `top --json` prints it.
struct PictureReport: Codable {
  static let schema = "dhcpward.top/1"

  /// Counts by the RFCs' names, of each IP version.
  struct Kinds: Codable {
    let v4: [String: Int]
    let v6: [String: Int]
  }

  let schema: String
  /// RFC 3339, as are the others.
  let at: String
  let since: String
  /// Null without a state database, false when it cannot be written.
  @Nullable var durable: Bool?
  var posts: [Post]
  /// Interfaces that are to be guarded and are not there yet; a daemon of an earlier version says nothing of them.
  var waiting: [String]?

  struct Post: Codable {
    struct Blocks: Codable {
      let watch: Int
      let hand: Int
    }

    let interface: String
    let mode: String
    let dialect: String
    let scope: String
    @Nullable var bridge: String?
    let dryRun: Bool
    let frames: UInt64
    let framesDropped: UInt64
    let messages: Kinds
    let events: [String: Int]
    let alarms: [String: Int]
    let sources: Int
    let capacity: Int
    let blocks: Blocks
    var talkers: [Talker]
  }

  struct Talker: Codable {
    let mac: String
    @Nullable var vendor: String?
    @Nullable var port: String?
    @Nullable var guest: String?
    let messages: Int
    let dropped: UInt64
    let kinds: Kinds
    let last: String
    let verdict: String
    @Nullable var until: String?
    let strikes: Int
    @Nullable var reason: String?
  }
}

extension PictureReport {
  /// The daemon's side.
  init(_ picture: Picture) {
    schema = Self.schema
    at = "\(picture.at)"
    since = "\(picture.since)"
    durable = picture.isDurable
    posts = picture.posts.map(Post.init)
    waiting = picture.awaited.map { "\($0)" }
  }
}

extension PictureReport.Post {
  fileprivate init(_ post: Picture.Post) {
    interface = "\(post.interface)"
    mode = post.mode.rawValue
    dialect = post.dialect.rawValue
    scope = post.scope.rawValue
    bridge = post.bridge.map { "\($0)" }
    dryRun = post.isDryRun
    frames = post.framesReceived
    framesDropped = post.framesDropped
    messages = PictureReport.Kinds(post.messages)
    events = Dictionary(uniqueKeysWithValues: post.events.map { ($0.key.rawValue, $0.value) })
    alarms = Dictionary(uniqueKeysWithValues: post.alarms.map { ($0.key.rawValue, $0.value) })
    sources = post.sources
    capacity = post.capacity
    blocks = Blocks(watch: post.ownBlocks, hand: post.handBlocks)
    talkers = post.talkers.map(PictureReport.Talker.init)
  }
}

extension PictureReport.Talker {
  fileprivate init(_ talker: Picture.Talker) {
    mac = "\(talker.mac)"
    vendor = talker.vendor
    port = talker.behind.map { "\($0.port)" }
    guest = talker.behind?.guest
    messages = talker.messages
    dropped = talker.dropped
    kinds = PictureReport.Kinds(talker.kinds)
    last = "\(talker.last)"
    verdict = talker.verdict.rawValue
    until = talker.until.map { "\($0)" }
    strikes = talker.strikes
    reason = talker.reason
  }
}

extension PictureReport.Kinds {
  fileprivate init(_ kinds: [MessageKind: Int]) {
    func named(_ isVersion6: Bool) -> [String: Int] {
      Dictionary(
        uniqueKeysWithValues: kinds.filter { $0.key.isVersion6 == isVersion6 }.map { ($0.key.name, $0.value) }
      )
    }
    (v4, v6) = (named(false), named(true))
  }
}

extension Nullable: Decodable where Value: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self.init(wrappedValue: container.decodeNil() ? nil : try container.decode(Value.self))
  }
}

extension KeyedDecodingContainer {
  /// A member that is not there is none, too.
  func decode<Value: Decodable>(_: Nullable<Value>.Type, forKey key: Key) throws -> Nullable<Value> {
    try decodeIfPresent(Nullable<Value>.self, forKey: key) ?? Nullable(wrappedValue: nil)
  }
}
