extension [Change] {
  /// What was done and could not be taken back.
  package var inWords: String { map { "\($0)" }.joined(separator: ", ") }

  /// How a person takes it back: by ip(8), as what is gone is known to nobody else.
  package var remedy: String {
    let commands = map(\.inverse).flatMap(\.commands).map { $0.joined(separator: " ") }
    return commands.isEmpty
      ? "`dhcpward bridge down` or `dhcpward unblock --all` repairs it"
      : "by hand: " + commands.joined(separator: "; ")
  }
}
