import Blocks
public import Flood
import Host
import Ledger
import Placement
import Plans
public import Wire

/// What a person orders.
extension GuardedInterface {
  /// Blocks these sources by hand; gives the blocks that did not stand already for as long or longer.
  func block(_ some: [Block]) throws -> [Block] {
    try refreshExemptions()
    if let port = some.lazy.compactMap(\.port).first {
      try enforcer.site.refuse(port: port, network: try host.network())
    }
    let running = try host.rules(enforcer.site.table)
    let actions = try command(.block(some, running: running))
    if let failure = perform(actions) { throw failure }
    return actions.flatMap { action -> [Block] in
      if case .change(let change) = action { change.put } else { [] }
    }
  }

  /// What a person's command comes to. Throws where it is refused.
  func command(_ command: BlockCommand) throws -> [BlockAction] {
    do throws(BlockRefusal) {
      return try blocks.command(command, now: now)
    } catch {
      switch error {
      case .exempt(let subject, let why): throw Spare(subject, why: why)
      case .impossible(let reason): throw reason
      }
    }
  }

  /// A person had these blocked by another post in the same table: what the engine had of them is left to the person.
  func leaveToPerson(_ made: [Block]) {
    let mine = made.filter { blocks.isOwn($0.key) }.map { block in
      (
        block.key,
        StandingBlock?.some(StandingBlock(block: block, remaining: block.lifetime, packets: 0, bytes: 0))
      )
    }
    guard !mine.isEmpty else { return }
    observe(
      .edited(
        emptied: [], blocks: Dictionary(mine) { first, _ in first }, byPerson: true, touchesFrame: false))
  }

  /// Looks again at who is never blocked, at once.
  func reviseExemptions() throws {
    enforcer.exemptions.expire()
    try refreshExemptions()
  }
}

/// A person's block was refused, as the source must not be blocked.
public struct Spare: Error, Hashable {
  /// Whom.
  public let subject: Subject
  /// Why.
  public let why: Spared

  /// A refusal from its parts.
  public init(_ subject: Subject, why: Spared) { (self.subject, self.why) = (subject, why) }
}
