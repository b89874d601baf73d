import Ledger
import Plans
import System
import Wire

/// What an earlier run of the daemon left: in the ledger, as far as there is one, and in the kernel.
struct Past {
  /// What is to become of a block that stands in the kernel.
  enum Claim { case adopt, lift, leave }

  /// The blocks that are to stand, with what is left of each.
  let running: [StandingBlock]
  /// Who is known to be healthy, with the rest of its time.
  let known: [KnownClient]
  /// How often sources were blocked, and when that last ended.
  let strikes: [(mac: MACAddress, count: Int, end: Timestamp)]
  private let ledger: Ledger?
  private let interface: InterfaceName
  private let isOthers: (Block.Key) -> Bool

  /// `standing` are blocks that the running daemon brings along.
  init(
    _ ledger: Ledger?, on interface: InterfaceName, inheriting standing: [StandingBlock],
    isOthers: @escaping (Block.Key) -> Bool
  ) {
    let now = WallClock.now
    self.ledger = ledger
    self.interface = interface
    self.isOthers = isOthers
    running =
      ledger?.running(on: interface, now: now).map { sentence in
        var block = sentence.block
        block.lifetime = sentence.until.map { $0 - now }
        return StandingBlock(block: block, remaining: block.lifetime, packets: 0, bytes: 0)
      } ?? standing
    known =
      ledger?.known(on: interface, now: now).map { KnownClient(mac: $0.mac, lifetime: $0.until - now) } ?? []
    strikes = ledger?.strikes(on: interface) ?? []
  }

  /// Of a block that stands. The ledger is written first, so one that ended there and stands here was not taken away any
  /// more; unless somebody has made it anew since, without a daemon.
  func claim(to block: Block) -> Claim {
    let (key, now) = (block.key, WallClock.now)
    switch ledger?.fate(of: key, on: interface, now: now) ?? .unknown {
    case .running: return .adopt
    case .ended:
      guard let end = ledger?.end(of: key, on: interface, now: now), let since = block.remark?.since else {
        return .lift
      }
      return since + .seconds(1) > end ? .adopt : .lift
    case .unknown: return isOthers(key) ? .leave : .adopt
    }
  }
}
