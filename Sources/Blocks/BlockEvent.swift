public import Flood
public import Plans
public import Wire

/// Something about blocks that people may want to know.
public enum BlockEvent: Hashable, Sendable {
  /// Why a block ended.
  public enum Ending: Hashable, Sendable {
    /// Its time is over.
    case over
    /// Its flood is, and that source needs its place.
    case replaced(by: Subject)
    /// A person asked the daemon.
    case byHand
    /// Somebody else ended it on purpose.
    case bySomebody
  }

  /// What failed.
  public enum Attempt: Hashable, Sendable {
    /// To block a source.
    case block
    /// To say in the kernel where a blocked source is.
    case place
    /// To let a block last longer.
    case extend
    /// To let a source pass.
    case unblock
    /// To read the counter of a block.
    case read
    /// To see whether a block stands whose source was heard.
    case lookAfter
    /// To put back what others took away.
    case repair
  }

  /// A source was blocked, in force since then by the clock of frames.
  case blocked(Block, Finding, said: ClientEvidence?, inForce: Timestamp)
  /// A person blocked a source.
  case blockedByHand(Block)
  /// A block lasts so much longer, as the flood goes on.
  case extended(Block, by: Duration)
  /// A source passes again, which was there as far as that is known.
  case ended(Block.Key, Ending, behind: Whereabouts? = nil)
  /// A source is over a limit, and is never blocked.
  case spared(Finding, Spared)
  /// A person made the engine's block anew, and answers for it from now on.
  case leftToOthers(Block.Key)
  /// A source is heard so often although it is blocked, and its block drops none of it.
  case leaking(Block, heard: Int)
  /// So many of the engine's blocks are an earlier run's.
  case tookOver(Int)
  /// What others took away was put back, with so many blocks.
  case repaired(blocks: Int)
  /// They keep taking it away: the next repair waits for so long.
  case contested(RetryBackoff.Alarm, delay: Duration)
  /// Something could not be done, in the system's words. The source is nil where it was about several, or none.
  case failed(Attempt, Subject?, String)
}
