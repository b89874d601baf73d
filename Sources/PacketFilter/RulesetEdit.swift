public import Plans

/// What a transaction of another program did to dhcpward's table: the last word on each thing.
public struct RulesetEdit: Hashable, Sendable {
  /// Who did it, by the name of the process (NFTA_GEN_PROC_NAME).
  public enum Author: Hashable, Sendable {
    /// dhcpward itself, by `block` or `unblock`: a person's will.
    case command
    /// Any other program; its name in printable ASCII, empty where the kernel told none.
    case other(String)
  }

  /// Who did it.
  public var author: Author
  /// The table, a chain, a set or a rule was made, changed or deleted.
  public var touchesFrame: Bool
  /// Something of it went, or was switched off, whoever's it was.
  public var takesAway: Bool
  /// Something was put into or taken out of the sets of known and of exempt sources.
  public var touchesKnown: Bool
  /// The sets that went, with all that was blocked in them.
  public var emptied: Set<BlockSet>
  /// The blocks that were made or lifted after that; nil is lifted.
  public var blocks: [Block.Key: StandingBlock?]

  /// An edit from its parts.
  public init(
    author: Author, touchesFrame: Bool = false, takesAway: Bool = false, touchesKnown: Bool = false,
    emptied: Set<BlockSet> = [],
    blocks: [Block.Key: StandingBlock?] = [:]
  ) {
    self.author = author
    self.touchesFrame = touchesFrame
    self.takesAway = takesAway
    self.touchesKnown = touchesKnown
    self.emptied = emptied
    self.blocks = blocks
  }
}
