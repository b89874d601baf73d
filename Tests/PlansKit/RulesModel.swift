import Plans

/// A kernel in a value: what standing rules a plan would leave.
package struct RulesModel {
  package var rules: RunningRules

  package init(_ rules: RunningRules) { self.rules = rules }

  package mutating func apply(_ plan: Plan) {
    for change in plan.changes {
      switch change {
      case .installRuleset(let ruleset):
        if ruleset.includesTable { (rules.hasTable, rules.policy) = (true, ruleset.program?.digest) }
        rules.scopes = Scope.allCases.filter { rules.scopes.contains($0) || ruleset.scopes.contains($0) }
        rules.scopesAtPort = Scope.allCases.filter {
          rules.scopesAtPort.contains($0) || ruleset.scopesAtPort.contains($0)
        }
        for mac in ruleset.own { rules.own[mac] = 0 }
      case .removeRuleset(let ruleset):
        for mac in ruleset.own { rules.own[mac] = nil }
        if ruleset.includesTable { rules.hasTable = false }
        rules.scopes.removeAll { ruleset.scopes.contains($0) }
        rules.scopesAtPort.removeAll { ruleset.scopesAtPort.contains($0) }
      case .block(let block, _):
        rules.blocks.removeAll { $0.block.key == block.key }
        rules.blocks.append(StandingBlock(block: block, remaining: block.lifetime, packets: 0, bytes: 0))
      case .unblock(let block, _):
        rules.blocks.removeAll { $0.block.key == block.key }
      default: break
      }
    }
  }
}
