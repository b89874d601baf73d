import Wire

/// What the watchlist remembers of one source, besides its arrival times: 120 bytes.
struct WatchedSource: Sendable {
  enum Status: UInt8, Sendable {
    case free
    case banned
    case spared
    /// The same machine's other IP version is banned.
    case shadowed
  }

  /// What is known once and for all, or until the record is cleared.
  struct Marks: OptionSet, Sendable {
    let rawValue: UInt8
    /// It spoke for a second client.
    static let many = Self(rawValue: 1)
    /// A client behind a relay came with a second `giaddr`.
    static let varies = many
    /// It has sent no second message.
    static let new = Self(rawValue: 2)
    /// Its first message looked for a server.
    static let seeking = Self(rawValue: 4)
    /// It was blocked, or over a blocking threshold.
    static let known = Self(rawValue: 8)
    /// A message of it looked like a relay's; like one that a router passed on.
    static let relays = Self(rawValue: 16)
    static let routes = Self(rawValue: 32)
    /// A client behind a relay whose messages do not name it so that a rule could.
    static let unnamed = routes
    /// It is not blocked, whatever it sends; and that is not by what it sends.
    static let isSpared = Self(rawValue: 64)
    static let isNamed = Self(rawValue: 128)
  }

  /// What a message showed that is to be followed up.
  struct Sight: OptionSet, Sendable {
    let rawValue: UInt8
    /// The source's second message.
    static let second = Self(rawValue: 1)
    /// The source speaks for more than one client.
    static let many = Self(rawValue: 2)
    /// It looks like one that a relay or a router passed on.
    static let passedOn = Self(rawValue: 4)
  }

  /// The address, and above it the version; see `SourceKey`.
  let key: UInt64
  /// The end of the ban, or of the silence about a spared source.
  var until: Int64 = 0
  var ring = ArrivalRings.State()
  var status = Status.free
  var marks: Marks = [.new]
  /// Of its first message.
  private(set) var hopLimit: UInt8 = 0
  /// One bit a message, the latest lowest: it was evidence of a relay or a router. Of a client behind one, `giaddr`.
  private var evidence: UInt32 = 0
  /// A digest of the first client it spoke for; zero for none yet.
  private(set) var client: UInt32 = 0
  /// Its rings for single kinds; zero for none.
  var chain: UInt32 = 0
  /// Its window of clients, plus one; zero for none.
  var clients: UInt16 = 0
  /// The outermost VLAN of its latest message, plus one; zero for none.
  private(set) var vlan: UInt16 = 0
  /// The stream's second of its first message.
  let first: UInt32
  /// Of its first message that had one.
  private(set) var signature: UInt32 = 0
  /// Of its latest message that had one, and above it of the one before that differed; and when the latest message came.
  private var prints: UInt32 = 0
  private(set) var heard: UInt32 = 0
  private(set) var counts = KindCounts()
  /// The most messages it had in the longest window, as far as they are kept.
  var peak: UInt16 = 0

  init(key: UInt64, second: UInt32) {
    self.key = key
    first = second
  }

  var mac: MACAddress { MACAddress(bits: key) }
  var isVersion6: Bool { SourceKey.isVersion6(key) }
  /// It is an Ethernet source, not a client behind one.
  var isAddress: Bool { SourceKey.isAddress(key) }
  /// What its strikes are counted by.
  var striker: UInt64 { isAddress ? mac.bits : key }
  /// How much it is missed is more than a number of messages.
  @inline(__always)
  var isUnclear: Bool { chain | UInt32(clients) != 0 || status == .banned }

  /// What it seems to be, when half or more of the messages held, up to 32, look like a relay's or a router's.
  var front: Spared? {
    let held = min(UInt32(ring.count), 32)
    let recent = evidence & (held == 32 ? .max : 1 << held &- 1)
    guard held > 0, recent.nonzeroBitCount * 2 >= held else { return nil }
    return marks.contains(.relays) ? .relay : .router
  }

  /// The relay of a client behind one; zero as long as none was named.
  var giaddr: IPv4Address {
    get { IPv4Address(bits: evidence) }
    set { evidence = newValue.bits }
  }

  /// Whether a message of this source is one that it passed on. `isRouted`: it looks like one that a router did.
  func passesOn(_ message: ClientMessage, isRouted: Bool) -> Bool {
    message.isRelayed && isEvidence(message) || isRouted
  }

  /// Looks at a message of a client behind a relay.
  mutating func lookBehind(_ message: ClientMessage, print: UInt32, client digest: UInt32) {
    counts.note(message.kind)
    if ring.count > 0 { marks.remove(.new) } else if marks.contains(.new) { hopLimit = message.hopLimit }
    if signature == 0 { signature = message.signature }
    if Self.short(print) != prints & 0xffff { prints = prints &<< 16 | Self.short(print) }
    vlan = message.vlans[0].map { $0.number &+ 1 } ?? 0
    if client == 0 { client = digest }
  }

  /// Whether this may be a copy of one of the two messages before, the last of them at most `span` ago: `DuplicateFrames` knows.
  @inline(__always)
  func mayRepeat(_ print: UInt32, at time: UInt32, span: UInt32) -> Bool {
    let short = Self.short(print)
    return time &- heard <= span && (short == prints & 0xffff || short == prints &>> 16) && print != 0
  }

  @inline(__always)
  private static func short(_ print: UInt32) -> UInt32 { (print ^ print &>> 16) & 0xffff }

  /// It was heard, but nothing new.
  @inline(__always)
  mutating func hear(at time: UInt32) { heard = time }

  /// Looks at a message that counts. `isRouted`: it looks like one that a router passed on.
  @inline(__always)
  mutating func look(_ message: ClientMessage, print: UInt32, client digest: UInt32, isRouted: Bool) -> Sight
  {
    var sight: Sight = []
    counts.note(message.kind)
    if marks.contains(.new) {
      if ring.count > 0 {
        marks.remove(.new)
        sight.insert(.second)
      } else {
        hopLimit = message.hopLimit
      }
    }
    if signature == 0 { signature = message.signature }
    if Self.short(print) != prints & 0xffff { prints = prints &<< 16 | Self.short(print) }
    vlan = message.vlans[0].map { $0.number &+ 1 } ?? 0
    if digest != 0 {
      if client == 0 { client = digest }
      if client != digest { marks.insert(.many) }
      if marks.contains(.many) { sight.insert(.many) }
    }
    evidence &<<= 1
    if message.isRelayed, isEvidence(message) {
      evidence |= 1
      marks.insert(.relays)
      sight.insert(.passedOn)
    } else if isRouted {
      evidence |= 1
      marks.insert(.routes)
      sight.insert(.passedOn)
    }
    return sight
  }

  /// `giaddr` alone is no evidence, as any client can set it. It must come from the server port, for another, and
  /// with a hop counted (RFC 1542 §4.1.1) or from a source that speaks for several. A RELAY-FORW is a relay's own
  /// message, from port 547 (RFC 8415 §7.2).
  private func isEvidence(_ message: ClientMessage) -> Bool {
    if message.kind == .relayForward { return message.sourcePort == 547 }
    guard message.sourcePort == 67, let chaddr = message.chaddr, chaddr.mac != mac else { return false }
    return marks.contains(.many) || message.hops >= 1
  }

  /// Forgets what it sent; its rings and its window of clients were given up before.
  mutating func clear() {
    let (giaddr, kept) = (evidence, marks.intersection([.varies, .unnamed]))
    self = WatchedSource(key: key, second: first)
    marks = isAddress ? [.known] : kept.union(.known)
    if !isAddress { evidence = giaddr }
  }
}
