extension Finding {
  /// What tripped, and for a source that was spared why it was.
  public var explanation: String {
    if case .spared(let why) = verdict { "\(why.text); \(reason)" } else { reason }
  }
}

extension Finding.Verdict {
  /// The name in reports.
  public var name: String {
    switch self {
    case .warned: "warned"
    case .blocked: "blocked"
    case .spared: "spared"
    }
  }

  /// How much a person wants to know of it: the higher the graver.
  public var gravity: Int {
    switch self {
    case .warned: 1
    case .spared: 2
    case .blocked: 3
    }
  }
}
