public import Plans
public import Wire

/// Which next hops answered, and how: noted before the host's addresses move and compared afterwards.
public struct Reachability: Hashable, Sendable {
  /// How one answered.
  public enum Sign: Hashable, Sendable {
    /// It answered the kernel's ARP or neighbour solicitation.
    case neighbour
    /// It answered a ping: IP passes too, and back through the host's filters.
    case echo
  }

  /// The answers.
  public var answers: [IPAddress: Set<Sign>]

  /// Answers from their parts.
  public init(_ answers: [IPAddress: Set<Sign>] = [:]) { self.answers = answers }

  /// What is missing here of what was there before; who was silent before is not missed.
  public func lost(since before: Reachability) -> [IPAddress: Set<Sign>] {
    before.answers.reduce(into: [:]) { lost, entry in
      let missing = entry.value.subtracting(answers[entry.key] ?? [])
      if !missing.isEmpty { lost[entry.key] = missing }
    }
  }
}

/// A change cost the host the way to a neighbour that answered before.
public struct Unreachable: Error, Hashable, CustomStringConvertible {
  /// Who does not answer any more, and what it was that they answered.
  public let lost: [IPAddress: Set<Reachability.Sign>]
  /// What was done and could not be taken back; empty when all is as before.
  public let remaining: [Change]

  package init(lost: [IPAddress: Set<Reachability.Sign>], remaining: [Change]) {
    self.lost = lost
    self.remaining = remaining
  }

  /// One line.
  public var description: String {
    let names = lost.keys.map { "\($0)" }.sorted().joined(separator: " and ")
    // Frames of ARP pass and IP does not: a filter, most likely one that knows the interface by name.
    let isFiltered = lost.values.allSatisfy { !$0.contains(.neighbour) }
    let why =
      isFiltered
      ? "still answers ARP or ND, but no ping: look for firewall rules that name the port (nft list ruleset)"
      : "answered before and does not any more: look for rules that drop on a bridge (nft list ruleset)"
    let outcome =
      remaining.isEmpty
      ? "all of it was taken back"
      : "not taken back: \(remaining.inWords); \(remaining.remedy)"
    return "build the bridge: \(names) \(why); \(outcome)"
  }
}
