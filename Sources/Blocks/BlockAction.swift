public import Flood
public import Plans
public import Wire

/// What the table wants done. Actions are done in their order, each before the next is begun, and what came of a
/// `change`, a `review` or a `read` is told to `observe` at once: what that returns comes before the rest of the list.
public enum BlockAction: Hashable, Sendable {
  /// Write this to the state file, in one transaction that is synced when the next action begins.
  case persist([StateChange])
  /// Change what the kernel drops, and tell `done` or `failed`.
  case change(BlockChange)
  /// Look whether the frame of rules stands that blocks are kept in, and, where it does not or `listing` says so, what
  /// stands in it; then tell `reviewed`.
  case review(listing: Bool)
  /// Read the counter of a block, and tell `counted`.
  case read(Block, CounterUse)
  /// Tell the engine what became of its proposals.
  case engine([EngineOrder])
  /// A source that was blocked is no longer known to be healthy.
  case forgetClient(MACAddress)
  /// Tell people.
  case tell(BlockEvent)
}

/// One line of the state file.
public enum StateChange: Hashable, Sendable {
  /// A block stands, or is about to, until that time of day; nil for when somebody ends it.
  case begin(Block, until: Timestamp?)
  /// A block ended, or is about to, at that time of day.
  case end(Block.Key, at: Timestamp)
  /// How often a source was blocked, and when its latest block ends; none for a source that is forgiven.
  case strikes(Subject, count: Int, until: Timestamp)
  /// A source is never to be blocked.
  case allow(MACAddress)
  /// It may be blocked again.
  case disallow(MACAddress)
}

/// What the counter of a block is read for.
public enum CounterUse: Hashable, Sendable {
  /// Whether the flood goes on.
  case flood
  /// The source was heard, with that tag, where it should not be.
  case escape(vlan: VLANID?)
  /// The source is heard, and its block may have nothing to do with what it sends.
  case leak
  /// Whose flood is over, where no more may be blocked.
  case use
  /// The source is blocked at another port now.
  case move
}

/// What the engine is to be told. Times are of the day.
public enum EngineOrder: Hashable, Sendable {
  /// A source is blocked until then, by an earlier run or under an earlier policy.
  case ban(Subject, until: Timestamp, strikes: Int)
  /// Its block lasts longer.
  case extend(Subject, until: Timestamp)
  /// Its block is over, or never was.
  case release(Subject, strikes: StrikeOutcome)
  /// Its block has dropped so many frames.
  case dropped(Subject, UInt64)
  /// These were blocked so often before.
  case remember([Strikes])

  /// How often a source was blocked, and when its latest block ends or ended.
  public struct Strikes: Hashable, Sendable {
    /// The source.
    public var subject: Subject
    /// How often.
    public var count: Int
    /// When the latest ends, or ended.
    public var end: Timestamp

    /// So many strikes of a source.
    public init(_ subject: Subject, count: Int, end: Timestamp) {
      (self.subject, self.count, self.end) = (subject, count, end)
    }
  }
}
