import Plans
import Wire

/// A kernel that interprets plans: which sources it drops, until when, and how many frames of each it dropped.
struct FakeKernel {
  struct Element: Hashable {
    var block: Block
    /// Since boot; nil for never.
    var ends: BootTime?
    var packets: UInt64 = 0
  }

  let table: Table
  var elements: [Block.Key: Element] = [:]
  /// The table, its chains and its sets are there.
  var hasFrame = true

  init(table: Table = .nftables) { self.table = table }

  /// Does all of a plan.
  mutating func apply(_ plan: Plan, now: BootTime) {
    for change in plan.changes {
      switch change {
      case .block(let block, _):
        // ebtables knows no end. A source that is dropped already keeps its counter.
        let ends = table.dialect == .nftables ? block.lifetime.map { now + $0 } : nil
        elements[block.key] = Element(
          block: block, ends: ends, packets: elements[block.key]?.packets ?? 0)
      case .unblock(let block, _): elements[block.key] = nil
      default: preconditionFailure("a step that blocks have no part in: \(change)")
      }
    }
  }

  /// Time passes.
  mutating func expire(now: BootTime) {
    guard table.dialect == .nftables else { return }
    elements = elements.filter { $0.value.ends.map { $0 > now } ?? true }
  }

  /// What it lists.
  func standing(now: BootTime) -> [StandingBlock] {
    elements.values.map { element in
      var block = element.block
      if table.dialect == .ebtables { block.remark = nil }
      block.lifetime = element.ends == nil ? nil : block.lifetime
      return StandingBlock(
        block: block, remaining: element.ends.map { $0 - now }, packets: element.packets,
        bytes: 0)
    }.sorted { $0.block.key < $1.block.key }
  }
}
