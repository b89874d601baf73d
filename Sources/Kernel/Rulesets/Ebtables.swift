internal import Glibc
package import Rules

/// Chain DHCPWARD of ebtables' table filter, changed by the ebtables(8) command and read from its listing.
/// Works with ebtables-nft and ebtables-legacy; touches no policy and no rule of anybody else.
package struct Ebtables: Sendable {
  /// ebtables by whatever flavour the system's `ebtables` is.
  package init() { tool = "ebtables" }

  /// ebtables by that program, such as `ebtables-legacy`.
  package init(tool: String) { self.tool = tool }

  private let tool: String

  /// Makes the chain and the jumps to it, as far as they are missing.
  package func install(_ ruleset: Ruleset) throws(ToolError) {
    let listing = try self.listing()
    guard !listing.isInstalled else { return }
    if !listing.hasChain { markTable() }
    let commands = EbtablesText.commands(.installRuleset(.whole)).filter { command in
      command.contains("-N") ? !listing.hasChain : listing.jumps(from: command[2]) == 0
    }
    do throws(ToolError) {
      for command in commands { try run(command) }
    } catch {
      // What was there before stays.
      if !listing.hasChain { _ = try? remove(.whole) }
      throw error
    }
  }

  /// Takes the chain with its rules and the jumps to it away; nothing there is fine. A ruleset without the
  /// table has nothing of its own in ebtables.
  package func remove(_ ruleset: Ruleset) throws(ToolError) {
    guard ruleset.includesTable else { return }
    let listing = try self.listing()
    for command in EbtablesText.commands(.removeRuleset(.whole)) {
      let times =
        command.contains("-D") ? listing.jumps(from: command[2]) : listing.hasChain ? 1 : 0
      for _ in 0..<times { try run(command) }
    }
    removeMarkedTable()
  }

  /// Drops these sources, until they are unblocked: ebtables knows no time. What stands already stays.
  package func block(_ blocks: [Block]) throws(ToolError) {
    let standing = try listing().rules
    var done: [[String]] = []
    for block in blocks {
      let additions = EbtablesText.commands(.block(block, .ebtables))
      let removals = EbtablesText.commands(.unblock(block, .ebtables))
      for (rule, (add, remove)) in zip(block.ebtablesRules, zip(additions, removals))
      where standing[rule] == nil {
        do throws(ToolError) {
          try run(add)
          done.append(remove)
        } catch {
          for command in done.reversed() { _ = try? run(command) }
          throw error
        }
      }
    }
  }

  /// Lets these sources pass; one that is not blocked is fine.
  package func unblock(_ blocks: [Block]) throws(ToolError) {
    let standing = try listing().rules
    var done: [[String]] = []
    for block in blocks {
      let additions = EbtablesText.commands(.block(block, .ebtables))
      let removals = EbtablesText.commands(.unblock(block, .ebtables))
      for (rule, (add, remove)) in zip(block.ebtablesRules, zip(additions, removals)) {
        for _ in standing[rule, default: []] {
          do throws(ToolError) {
            try run(remove)
            done.append(add)
          } catch {
            for command in done.reversed() { _ = try? run(command) }
            throw error
          }
        }
      }
    }
  }

  /// What stands now.
  package func standing() throws(ToolError) -> RunningRules {
    let listing = try self.listing()
    let isInstalled = listing.isInstalled
    return RunningRules(
      table: .ebtables, hasTable: isInstalled, hasRemnant: !isInstalled && hasRemnant(listing),
      scopes: isInstalled ? Scope.allCases : [], blocks: listing.blocks)
  }

  /// Table filter as it is. Listing changes nothing.
  func listing() throws(ToolError) -> EbtablesListing {
    let text = try run(["ebtables", "-L", "--Lc", "--Lmac2"])
    return EbtablesListing(String(decoding: text, as: UTF8.self))
  }

  @discardableResult
  private func run(_ command: [String]) throws(ToolError) -> [UInt8] {
    // Other programs may run ebtables at the same time: legacy's needs telling to take the lock.
    try Command.run([tool, "--concurrent"] + command.dropFirst())
  }

  // MARK: What ebtables-nft leaves behind

  /// The table that ebtables-nft keeps its chains in, and never deletes.
  private static let table = "filter"

  /// Where ebtables-nft will make its table for us, it is made with a mark (a comment) first, so that it can
  /// go with us. It only saves an empty table from staying, so failing is fine.
  private func markTable() {
    guard let version = try? Command.run([tool, "-V"]),
      String(decoding: version, as: UTF8.self).contains("nf_tables")
    else { return }
    _ = try? NFTables().addMarkedTable(Self.table)
  }

  private func hasRemnant(_ listing: EbtablesListing) -> Bool {
    if listing.hasChain || EbtablesText.hooks.contains(where: { listing.jumps(from: $0) > 0 }) { return true }
    return (try? NFTables().hasMarkedTable(Self.table)) ?? false
  }

  private func removeMarkedTable() { _ = try? NFTables().removeMarkedTable(Self.table) }
}

extension Ruleset {
  /// The whole of ebtables' chain.
  fileprivate static let whole = Ruleset(table: .ebtables, scopes: Scope.allCases, includesTable: true)
}
