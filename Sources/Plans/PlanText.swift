/// Plans for people.
public enum PlanText {
  /// One numbered line for each step, with the commands that would do the same below it.
  public static func text(_ plan: Plan) -> String {
    guard !plan.isEmpty else { return "nothing to do\n" }
    let width = String(plan.changes.count).count
    let indent = String(repeating: " ", count: width + 2)
    return plan.changes.enumerated().map { index, change in
      let number = String(index + 1)
      let head = String(repeating: " ", count: width - number.count) + "\(number). \(change)\n"
      return head
        + (change.commands.map(ShellWords.joined) + change.listing).map { "\(indent)\($0)\n" }.joined()
    }.joined()
  }

  /// One script for sh(1) that does the whole plan: the bridge by ip, then the rules. It stops where a command
  /// fails, and does not undo what went before.
  public static func shellScript(_ plan: Plan) -> String {
    let bridge = IPText.script(plan)
    let ebtables = EbtablesText.script(plan)
    let nftables = NFTablesText.script(plan)
    var sections: [String] = []
    if !bridge.isEmpty { sections.append("### The bridge: ip(8)\n\n" + bridge) }
    if !ebtables.isEmpty { sections.append("### The rules: ebtables(8)\n\n" + ebtables) }
    if !nftables.isEmpty {
      sections.append("### The rules: nft(8)\n\nnft -f - <<'END'\n" + nftables + "END\n")
    }
    let listing = plan.changes.flatMap(\.listing)
    if !listing.isEmpty {
      sections.append(
        "### The program at the XDP hook, which no tool reads: dhcpward hands the kernel these instructions\n\n"
          + listing.map { "# \($0)\n" }.joined())
    }
    guard !sections.isEmpty else { return "# nothing to do\n" }
    return "#!/bin/sh\nset -e\n\n" + sections.joined(separator: "\n")
  }
}
