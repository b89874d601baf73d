import Flood
import Plans
import Wire

/// All that is known of one block.
struct BlockRecord: Hashable, Sendable {
  /// What of it the kernel has.
  enum Kernel: Hashable, Sendable {
    /// It is told of the block just now.
    case wanted
    /// It drops the source's frames.
    case standing
    /// Somebody took it away; it is to be put back.
    case takenAway
    /// It has ended, and the kernel may still have it.
    case ended(End)
  }

  /// What is to be said once an ended block is out of the kernel; nil for nothing.
  struct End: Hashable, Sendable {
    var why: BlockEvent.Ending?
    /// What the engine is to do with the strikes of a source that it had blocked.
    var strikes: StrikeOutcome?
  }

  /// What looks after a block that the engine asked for. Times are since boot.
  struct FloodWatch: Hashable, Sendable {
    enum Stage: Hashable, Sendable {
      /// The counter is to be read when the last window begins.
      case open
      /// It was read, and is to be read again just before the end.
      case measured(UInt64)
      /// Nothing more is to be found out.
      case ending
    }

    /// How long the block is from when it was made, and each time the flood goes on.
    var length: Duration
    var stage: Stage
    /// From then on a frame that is still seen means that the block is gone.
    var holds: BootTime
    /// So does one that was received after this, by the clock of frames; nil once one was.
    var inForce: Timestamp?
    /// The same, kept.
    var began: Timestamp?
    /// The source was heard at another port than the block's, and is judged anew.
    var isElsewhere = false
  }

  /// The source, its frames, its port, who asked and why, and how often the source was blocked by then.
  var block: Block
  /// Since boot; nil for when somebody ends it.
  var ends: BootTime?
  var kernel: Kernel
  /// Nil for a block that the engine did not ask for.
  var flood: FloodWatch?
  /// When it is to be looked at next; since boot.
  var next: BootTime?

  var key: Block.Key { block.key }
  var isEnded: Bool { if case .ended = kernel { true } else { false } }
  /// The engine answers for it.
  var isOwn: Bool { flood != nil && !isEnded }

  /// Whether it is over within what putting it back is not worth.
  func isOver(at now: BootTime) -> Bool { ends.map { $0 <= now + BlockPlanner.tolerance } ?? false }

  /// The block with what is left of its time.
  func remaining(at now: BootTime) -> Block {
    var block = block
    block.lifetime = ends.map { $0 - now }
    return block
  }

  /// Whether what stands lasts as long as this is to.
  func lasts(_ standing: StandingBlock, at now: BootTime) -> Bool {
    guard let remaining = standing.remaining else { return true }
    return ends.map { $0 <= now + remaining + BlockPlanner.tolerance } ?? false
  }
}
