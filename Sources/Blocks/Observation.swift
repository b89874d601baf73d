public import Plans

/// What was seen, or came of an action.
public enum Observation: Hashable, Sendable {
  /// What a counter said.
  public enum Count: Hashable, Sendable {
    /// So many frames were dropped.
    case packets(UInt64)
    /// The block does not stand.
    case absent
    /// It could not be read, in the system's words.
    case unreadable(String)
  }

  /// A change was made. `behind` is where the source of a proposal is, as far as that is known.
  case done(BlockChange, behind: Whereabouts? = nil)
  /// A change was not made, and nothing of it, in the system's words.
  case failed(BlockChange, String)
  /// The counter of a block. `behind` is where the source was heard.
  case counted(Block.Key, CounterUse, Count, behind: Whereabouts? = nil)
  /// Another program changed the table: sets went with all in them, then blocks were made or lifted (nil). `byPerson`: it
  /// was dhcpward's own command. `touchesFrame`: more than blocks was changed.
  case edited(
    emptied: Set<BlockSet>, blocks: [Block.Key: StandingBlock?], byPerson: Bool, touchesFrame: Bool)
  /// Something may be missing. `listing`: of what happened nobody can say enough, so that all is to be listed.
  case doubted(listing: Bool)
  /// A review: whether the frame of rules is whole, and what stands, where it was listed. `isWill`: a block that is gone
  /// was ended by somebody on purpose.
  case reviewed(isWhole: Bool, standing: [StandingBlock]?, isWill: Bool = false)
  /// A review could not be made, in the system's words.
  case reviewFailed(String)
}
