import Ledger
import Plans
import System
import Wire

/// What survives the daemon. It is written before the kernel is told, so that nothing that was said to be so is lost.
extension Post {
  /// A block stands from now on, for its lifetime.
  func remember(_ block: Block) {
    ledger?.begin([sentence(block)], now: WallClock.now)
  }

  /// The same of one of the daemon's own.
  func remember(_ block: Block, strikes: Int) {
    remember(block)
    guard let end = sentence(block).until else { return }
    ledger?.note(strikes: strikes, of: block.mac, on: interface, until: end, now: WallClock.now)
  }

  /// A block came to nothing, and is no strike.
  func forget(_ key: Block.Key, strikes: Int) {
    ledger?.end(key, on: interface, now: WallClock.now)
    if strikes > 0 {
      ledger?.note(strikes: strikes, of: key.mac, on: interface, until: WallClock.now, now: WallClock.now)
    } else {
      ledger?.forgive(key.mac, on: interface, now: WallClock.now)
    }
  }

  func sentence(_ block: Block) -> Sentence {
    Sentence(interface: interface, block: block, until: block.lifetime.map { WallClock.now + $0 })
  }
}
