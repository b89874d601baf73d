/// A plan as lines of commands, those of one kind under one heading.
enum ShellScript {
  /// The commands of every change that has any; empty when none has.
  static func text(
    _ plan: Plan, commands: (Change) -> [[String]], heading: (Change) -> String?, notes: (Change) -> String
  ) -> String {
    var text = ""
    var last: String?
    for change in plan.changes {
      let commands = commands(change)
      guard !commands.isEmpty else { continue }
      if let next = heading(change), next != last {
        text += (text.isEmpty ? "" : "\n") + "# \(next)\n"
        last = next
      }
      text += notes(change) + commands.map { ShellWords.joined($0) + "\n" }.joined()
    }
    return text
  }
}
