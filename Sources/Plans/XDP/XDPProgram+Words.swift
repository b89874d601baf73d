internal import Wire

extension XDPProgram {
  /// For people: `a program that drops blocked sources, and blocks for 5m whoever sends 20 DHCP messages in 5s`.
  var words: String {
    let limits = limits.map { "\($0.count) in \($0.window.compact)" }
    guard !limits.isEmpty else {
      return "a program of \(assembly().count) instructions that drops blocked sources\(gate)"
    }
    return
      "a program of \(assembly().count) instructions that drops blocked sources, and blocks for \(ban.compact) "
      + "who sends DHCP messages by \(limits.joined(separator: " or "))\(gate)"
  }

  private var gate: String { unknownRate.map { ", and lets \($0)/s of unknown sources pass" } ?? "" }

  /// Its text, a line an instruction.
  var listing: [String] { assembly().text.split(separator: "\n").map(String.init) }
}

extension Change {
  /// The program that this step hands to the kernel, a line an instruction; empty for every other step.
  public var listing: [String] {
    if case .installRuleset(let ruleset) = self { ruleset.program?.listing ?? [] } else { [] }
  }
}
