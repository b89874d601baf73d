/// The program that stands at a port's XDP hook, before every socket: it drops what blocked sources send, and counts the DHCP
/// messages of each source as exactly as the engine does. A pure value: `assembly` is what the kernel is handed.
///
/// It judges thresholds over all kinds of messages. What takes more than counting stays the daemon's: kinds, starvation,
/// relays and routers, loops, strikes.
public struct XDPProgram: Hashable, Sendable {
  /// So many messages of one source in so much time; the last of them is dropped, and its source blocked.
  public struct Limit: Hashable, Sendable {
    /// The counts there can be: each takes four octets a source.
    public static let counts = 1...64
    /// The windows there can be; in whole microseconds.
    public static let windows = Duration.milliseconds(1)...Duration.seconds(2100)

    /// The message that trips it: the count-th within `window`.
    public var count: Int
    /// The sliding window; messages exactly `window` apart are not in one.
    public var window: Duration

    /// Nil for what the program cannot hold.
    public init?(count: Int, window: Duration) {
      guard Self.counts.contains(count), Self.windows.contains(window) else { return nil }
      (self.count, self.window) = (count, window)
    }

    var microseconds: Int32 { Int32(window / .microseconds(1)) }
  }

  /// What it does with a frame: in the kernel, or for comparisons with the decoder.
  public enum Purpose: Hashable, Sendable {
    /// Drops and counts.
    case guarding
    /// The same by the time that map `state` gives.
    case timed
    /// Returns an `XDPVerdict` and does nothing.
    case decoding
  }

  /// The most limits.
  public static let mostLimits = 4
  /// The usual number of sources that are counted at once.
  public static let standardSources = 65_536

  /// Its limits, at most `mostLimits`; without any nothing is counted.
  public let limits: [Limit]
  /// Which frames of a source that trips one are dropped.
  public let scope: Scope
  /// For how long at first; the daemon may lengthen it.
  public let ban: Duration
  /// How many sources it may block in a minute, as sources can be forged.
  public let pace: Int
  /// First messages of unknown sources that pass in a second (`NewcomerLimit`); nil for all.
  public let unknownRate: UInt32?
  /// How many sources are counted at once; whoever was heard least recently makes room.
  public let sources: Int
  /// What tells this program from one with another policy: a digest of its own octets.
  public private(set) var digest: UInt64 = 0

  /// A program from its parts; what is beyond `mostLimits` is left out.
  public init(
    limits: [Limit] = [], scope: Scope = .dhcp, ban: Duration = .seconds(300), pace: Int = 64,
    unknownRate: UInt32? = nil, sources: Int = Self.standardSources
  ) {
    self.limits = Array(limits.prefix(Self.mostLimits))
    self.scope = scope
    self.ban = ban
    self.pace = pace
    self.unknownRate = unknownRate
    self.sources = sources
    digest = assembly().code { _ in 0 }.reduce(0xcbf2_9ce4_8422_2325) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
  }

  /// Whether it can hold these together: not more than `mostLimits`, and the oldest arrival that a ring holds is young enough
  /// that its time, of 32 bits in microseconds, is not taken for another's.
  public static func canHold(_ limits: [Limit]) -> Bool {
    guard let count = limits.map(\.count).max(), let window = limits.map(\.window).max() else { return true }
    return limits.count <= mostLimits && window * count < .microseconds(Int64(1) << 32)
  }

  /// The maps that it uses.
  public var maps: [XDPMap] { XDPMap.allCases.filter { $0 != .heard || unknownRate != nil } }

  /// How many arrivals of a source are kept.
  public var rings: Int { limits.map(\.count).max() ?? 1 }

  /// Its instructions.
  public func assembly(_ purpose: Purpose = .guarding) -> Assembly {
    var writer = XDPWriter(program: self, purpose: purpose)
    writer.write()
    return writer.assembly
  }
}

/// What a program that decodes says of a frame.
public enum XDPVerdict: UInt32, Sendable {
  /// No message of a DHCP client.
  case nothing = 3
  /// One that counts for its source.
  case direct = 4
  /// One that a relay passed on.
  case relayed = 5
  /// One that looks as if a router passed it on.
  case routed = 6
  /// More tags or extension headers than are walked.
  case beyond = 7
}
