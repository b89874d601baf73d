public import Wire

/// What `--limit-unknown` puts behind the blocks: senders of DHCP that are not known to be healthy share one rate.
///
/// Whoever is known passes, as long as it alone sends no more than `sourceRate`. So do those that are exempt, as
/// administrators and routes name them: their addresses are no secret, so all of them share `exemptRate` besides.
///
/// A newcomer's first message counts against that rate. Beyond it the message is dropped but its source noted, and when
/// it sends again within `patience`, as every client does and no tool with random addresses, the message passes. What a
/// flood fills is noted anew before a client's second message: for `briefPatience`, in a set that is empty again by then.
public struct NewcomerLimit: Hashable, Sendable {
  /// The table whose blocks it stands behind.
  public var table: Table
  /// First messages of newcomers that pass in a second, all together.
  public var rate: UInt32

  /// Messages a second unless said otherwise: newcomers get in by their second message, and each first one that passes
  /// may cost a small pool an address for two minutes (isc-dhcpd keeps what it offers).
  public static let standardRate: UInt32 = 1
  /// What a rate may be.
  public static let rates: ClosedRange<UInt32> = 1...10_000
  /// The most sources that are known, and that are exempt.
  public static let knownCapacity: UInt32 = 65_536
  /// Messages a second of one source that is known or exempt. A relay of 10,000 clients that all boot at once sends two for
  /// each: 20,000, which pass within 11 s. A dnsmasq answers 2,000 a second. It is a quarter more than is an alarm, so
  /// that who listens behind the gate hears it.
  public static let sourceRate: UInt32 = 1250
  /// As many at once as in five seconds.
  public static let sourceBurst: UInt32 = 6250
  /// What is remembered of how fast one sends; after half of that there is nothing to remember.
  public static let sourcePatience: Duration = .seconds(10)
  /// Messages a second of all that are exempt together: those of four such relays. More than one or two forged sources
  /// are needed to take them up.
  public static let exemptRate: UInt32 = 5000
  /// As many at once as in five seconds.
  public static let exemptBurst: UInt32 = 25_000
  /// The most newcomers that are noted at a time: floods of 13,000 addresses a second within `patience`, in 22 MB.
  public static let seenCapacity: UInt32 = 262_144
  /// How long a newcomer's first message is remembered: RFC 2131 §4.1 sends the second after 3 to 5 s and the third
  /// after 7 to 9 more.
  public static let patience: Duration = .seconds(20)
  /// How long it is remembered when as many as that are noted: until its second message, which RFC 2131 §4.1 sends
  /// after 3 to 5 s.
  public static let briefPatience: Duration = .seconds(6)

  /// A gate from its parts.
  public init(table: Table, rate: UInt32 = Self.standardRate) {
    self.table = table
    self.rate = rate
  }

  /// First messages that pass at once after a quiet time.
  public var burst: UInt32 { max(20, rate) }
  /// Further messages of newcomers that pass in a second, and at once, all together: whoever repeats every random
  /// address finds this in his way.
  public var returningRate: UInt32 { max(100, 10 * rate) }
}

/// A source that passes the gate beside newcomers: known to be healthy, or exempt.
public struct KnownClient: Hashable, Sendable {
  /// Its address.
  public var mac: MACAddress
  /// How long it is known; nil for as long as the gate stands.
  public var lifetime: Duration?
  /// It is not that a server has served it: a person or a route names it, and it must pass.
  public var isExempt: Bool

  /// A known client from its parts.
  public init(mac: MACAddress, lifetime: Duration? = nil, isExempt: Bool = false) {
    self.mac = mac
    self.lifetime = lifetime
    self.isExempt = isExempt
  }
}

/// A gate as the kernel has it now.
public struct StandingNewcomerLimit: Hashable, Sendable {
  /// The rate of its rules; nil when the rule that holds it is gone.
  public var rate: UInt32?
  /// All its chains, sets and rules are there.
  public var isWhole: Bool
  /// Messages dropped so far.
  public var dropped: UInt64
  /// Who is exempt, and who is known for what is left of its time, each ordered by address; empty where they were not
  /// asked for.
  public var known: [KnownClient]

  /// A standing gate from its parts.
  public init(rate: UInt32?, isWhole: Bool, dropped: UInt64 = 0, known: [KnownClient] = []) {
    self.rate = rate
    self.isWhole = isWhole
    self.dropped = dropped
    self.known = known
  }
}

extension Change {
  /// Whom this step makes known or forgets; nil for any other step.
  public var knownClient: KnownClient? {
    switch self {
    case .know(let one, _), .forget(let one, _): one
    default: nil
    }
  }
}
