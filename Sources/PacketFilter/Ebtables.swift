internal import Glibc
package import Plans
package import System
package import Wire

/// Chain DHCPWARD of ebtables' table filter, changed by the ebtables(8) command and read from its listing.
/// Works with ebtables-nft and ebtables-legacy; touches no policy and no rule of anybody else.
package struct Ebtables: Sendable {
  /// ebtables by that program, such as `ebtables-legacy`; by whatever flavour the system's `ebtables` is unless
  /// said otherwise. With `brouting`, blocks are kept on the bridge by table broute too.
  package init(tool: String = "ebtables", brouting port: InterfaceName? = nil) {
    self.tool = tool
    table = port.map { .brouting($0) } ?? .ebtables
  }

  let tool: String
  private let table: Table

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
    let standing = try rules()
    var done: [[String]] = []
    for block in blocks {
      for (add, remove) in pairs(block) where standing[EbtablesRule(add)] == nil {
        try run(add, remove, &done)
      }
    }
  }

  /// Lets these sources pass; one that is not blocked is fine.
  package func unblock(_ blocks: [Block]) throws(ToolError) {
    let standing = try rules()
    var done: [[String]] = []
    for block in blocks {
      for (add, remove) in pairs(block).reversed() {
        for _ in standing[EbtablesRule(add), default: []] { try run(remove, add, &done) }
      }
    }
  }

  /// The commands that make a block, each with the one that takes it back.
  private func pairs(_ block: Block) -> [([String], [String])] {
    let removals = EbtablesText.commands(.unblock(block, table))
    return EbtablesText.commands(.block(block, table)).compactMap { add in
      removals.first { EbtablesRule($0) == EbtablesRule(add) }.map { (add, $0) }
    }
  }

  /// Runs one command of several; when it fails those before are taken back, newest first.
  private func run(_ command: [String], _ inverse: [String], _ done: inout [[String]]) throws(ToolError) {
    do throws(ToolError) {
      try run(command)
      done.append(inverse)
    } catch {
      for command in done.reversed() { _ = try? run(command) }
      throw error
    }
  }

  /// Every rule of dhcpward's chains.
  private func rules() throws(ToolError) -> [EbtablesRule: [EbtablesListing.Rule]] {
    var rules = try listing().rules(of: nil)
    if table.port != nil { rules.merge(try brouteListing().rules(of: "broute")) { $1 } }
    return rules
  }

  /// What stands now.
  package func standing() throws(ToolError) -> RunningRules {
    let listing = try self.listing()
    let isInstalled = listing.isInstalled
    // One that a killed run left in one of two tables does not stand, and blocking it again completes it.
    let kept = try table.port == nil ? nil : brouteListing().rules(of: "broute")
    let blocks = listing.blocks.filter { standing in
      kept.map { rules in
        pairs(standing.block).allSatisfy { $0.0[1] != "-t" || rules[EbtablesRule($0.0)] != nil }
      }
        ?? true
    }
    return RunningRules(
      table: table, hasTable: isInstalled, hasRemnant: !isInstalled && hasRemnant(listing),
      scopes: isInstalled ? Scope.allCases : [], blocks: blocks)
  }

  /// Table filter as it is. Listing changes nothing.
  func listing() throws(ToolError) -> EbtablesListing {
    let text = try run(["ebtables", "-L", "--Lc", "--Lmac2"])
    return EbtablesListing(String(decoding: text, as: UTF8.self))
  }

  @discardableResult
  func run(_ command: [String]) throws(ToolError) -> [UInt8] {
    // Other programs may run ebtables at the same time: legacy's needs telling to take the lock.
    try SystemTool.run([tool, "--concurrent"] + command.dropFirst())
  }

  // MARK: What ebtables-nft leaves behind

  /// The table that ebtables-nft keeps its chains in, and never deletes.
  static let filter = "filter"

  /// Where ebtables-nft will make its table for us, it is made with a mark (a comment) first, so that it can
  /// go with us. It only saves an empty table from staying, so failing is fine.
  func markTable(_ name: String = Self.filter) {
    guard isNFTables else { return }
    _ = try? NFTables().addMarkedTable(name)
  }

  private func hasRemnant(_ listing: EbtablesListing) -> Bool {
    if listing.hasChain || EbtablesText.hooks.contains(where: { listing.jumps(from: $0) > 0 }) { return true }
    return (try? NFTables().hasMarkedTable(Self.filter)) ?? false
  }

  func removeMarkedTable(_ name: String = Self.filter) { _ = try? NFTables().removeMarkedTable(name) }

  /// The tool is ebtables-nft.
  package var isNFTables: Bool {
    guard let version = try? SystemTool.run([tool, "-V"]) else { return false }
    return String(decoding: version, as: UTF8.self).contains("nf_tables")
  }
}

extension Ruleset {
  /// The whole of ebtables' chain.
  fileprivate static let whole = Ruleset(table: .ebtables, scopes: Scope.allCases, includesTable: true)
}
