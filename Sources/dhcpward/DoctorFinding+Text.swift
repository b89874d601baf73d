extension DoctorFinding {
  /// For a person, in lines of 80 columns.
  ///
  /// Of reasons that are in `known`, said further up, only that is said.
  func lines(known: [String]) -> [String] {
    let name = interface ?? bridge ?? "?"
    var lines = ["", "\(name)"]
    if let mode {
      let place = bridge.map { $0 == name ? "" : " on \($0)" } ?? ""
      lines += "\(mode)\(place), \(dialect ?? "")".wrapped(after: "  mode     ")
      lines += reason.wrapped(after: "  because  ")
    } else {
      lines += "none: \(reason)".wrapped(after: "  mode     ")
    }
    let failures = impossible.filter { $0.key != "existing" }.sorted { $0.key < $1.key }.map { name, reason in
      (name, known.contains(where: reason.contains) ? "this kernel or these tools cannot, see above" : reason)
    }
    for (reason, modes) in Self.grouped(failures) where mode != nil {
      lines += "\(modes): \(reason)".wrapped(after: "  not      ", indent: 11)
    }
    for (title, server) in zip(titles, servers) {
      lines += [""] + title.wrapped(after: "  ", indent: 4)
      let ownFirst = modes.filter { $0 == mode } + modes.filter { $0 != mode }
      let verdicts = ownFirst.compactMap { mode in server.modes[mode].map { (mode, $0.words) } }
      for (words, modes) in Self.grouped(verdicts) {
        lines += words.wrapped(after: "    \(modes): ", indent: 6)
      }
      guard let mode, let advice = server.modes[mode]?.advice, !advice.isEmpty else { continue }
      lines.append("    to change, for mode \(mode):")
      lines += advice.flatMap { $0.wrapped(after: "      ", indent: 8) }
    }
    let others = concerns.filter { concern in
      !servers.contains {
        $0.modes[mode ?? ""].map { !$0.why.isEmpty && concern.words.hasSuffix($0.why) } ?? false
      }
    }
    if !others.isEmpty { lines.append("") }
    for concern in others {
      let mark =
        switch concern.severity {
        case "note": "note: "
        case "refusal": "REFUSED: "
        case "disruption": "BREAKS: "
        default: "LEAKS: "
        }
      lines += (mark + concern.words).wrapped(after: "  ", indent: 4)
      lines += concern.advice.flatMap { $0.wrapped(after: "      ", indent: 8) }
    }
    let verdict =
      mode == nil
      ? "nothing can be blocked here"
      : holds.map { $0 ? "blocks hold in this mode" : "in this mode not every block would do what it is for" }
        ?? "whether blocks hold in this mode is not known: run it as root"
    return lines + ["", "  \(verdict)"]
  }

  // Things of which the same is said, together: `bridge, netdev`.
  private static func grouped(_ pairs: [(String, String)]) -> [(words: String, names: String)] {
    var groups: [(words: String, names: String)] = []
    for (name, words) in pairs {
      if let position = groups.firstIndex(where: { $0.words == words }) {
        groups[position].names += ", \(name)"
      } else {
        groups.append((words, name))
      }
    }
    return groups
  }
}
