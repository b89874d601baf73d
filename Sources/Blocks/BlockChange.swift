public import Flood
public import Plans
public import Wire

/// One change of what the kernel drops: all of it or nothing.
public struct BlockChange: Hashable, Sendable {
  /// Why.
  public enum Purpose: Hashable, Sendable {
    /// The engine found a flooder, who says this of itself.
    case proposal(Finding, said: ClientEvidence?)
    /// The block of that proposal, in force since then by the clock of frames, is to say where the source is.
    case place(Finding, said: ClientEvidence?, inForce: Timestamp)
    /// The flood goes on.
    case extending
    /// Blocks have ended.
    case end
    /// A person asked.
    case command
    /// Others took blocks, or the frame of rules around them, away.
    case repair
    /// The beginning: what an earlier run left is completed.
    case restoration
  }

  /// Why.
  public var purpose: Purpose
  /// These are dropped from now on, each for its lifetime; one that is dropped already keeps its counter.
  public var put: [Block]
  /// These pass again; one that does already is fine.
  public var take: [Block]

  init(_ purpose: Purpose, put: [Block] = [], take: [Block] = []) {
    (self.purpose, self.put, self.take) = (purpose, put, take)
  }

  /// The same as a plan.
  public func plan(in table: Table) -> Plan {
    Plan(take.map { .unblock($0, table) } + put.map { .block($0, table) })
  }
}
