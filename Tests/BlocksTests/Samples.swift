import Blocks
import Flood
import Plans
import Wire

/// What the tests of blocks have in common.
enum Samples {
  static let flooder = MACAddress(bits: 0x02_0000_0000_99)
  static let other = MACAddress(bits: 0x02_0000_0000_98)
  static let policy = Policy(
    thresholds: [Threshold(count: 20, window: .seconds(5)), Threshold(count: 30, window: .seconds(30))])

  /// So many seconds after boot, and after noon.
  static func at(_ seconds: Int64, milliseconds: Int64 = 0) -> ClockReading {
    let since = Duration.seconds(seconds) + .milliseconds(milliseconds)
    return ClockReading(
      boot: BootTime(nanoseconds: 0) + since, wall: Timestamp(seconds: 1_700_000_000) + since)
  }

  static func boot(_ seconds: Int64) -> BootTime { at(seconds).boot }
  static func wall(_ seconds: Int64) -> Timestamp { at(seconds).wall }

  static func key(
    _ mac: MACAddress = flooder, _ scope: Scope = .dhcp, port: String? = nil
  ) -> Block.Key {
    Block.Key(mac: mac, scope: scope, port: port.flatMap { InterfaceName($0) })
  }

  static func byHand(
    _ mac: MACAddress = flooder, _ scope: Scope = .all, for lifetime: Duration? = nil, at second: Int64 = 0
  ) -> Block {
    Block(
      mac: mac, scope: scope, lifetime: lifetime,
      remark: BlockComment(origin: .hand, since: wall(second), reason: "by hand"))
  }

  static func standing(_ block: Block, for remaining: Duration? = nil, packets: UInt64 = 0) -> StandingBlock {
    StandingBlock(block: block, remaining: remaining ?? block.lifetime, packets: packets, bytes: 0)
  }

  static func place(_ port: String) -> Whereabouts? { InterfaceName(port).map { Whereabouts(port: $0) } }

  /// A finding of the engine's own making.
  static func finding(
    _ mac: MACAddress = flooder, subject: Subject? = nil, for ban: Duration = .seconds(300), strikes: Int = 1,
    replaced: MACAddress? = nil, now: ClockReading
  ) -> Finding {
    Finding(
      mac: mac, subject: subject, at: now.wall, verdict: .blocked,
      cause: .threshold(policy.thresholds[0]), ban: ban, strikes: strikes,
      replaced: replaced.map(Subject.address),
      evidence: evidence)
  }

  private static let evidence: Evidence = {
    var watchlist = Watchlist(policy: Policy(thresholds: [Threshold(count: 1, window: .seconds(1))]))
    let message = ClientMessage(source: flooder, kind: .discover, client: 5)
    guard let finding = watchlist.note(message, at: Timestamp(seconds: 1)) else {
      preconditionFailure("one message is a flood here")
    }
    return finding.evidence
  }()
}
