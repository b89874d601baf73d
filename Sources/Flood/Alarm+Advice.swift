extension Alarm {
  /// What to do about it; nil where its words say so.
  public var advice: String? {
    guard kind == .starvation, mac == nil else { return Self.advice(kind) }
    // Without anybody it is a flood of many; about a line its words end with what to do.
    return subject == nil ? Self.againstRandomSources : nil
  }

  static let againstRandomSources =
    "have watch run with --limit-unknown, so that unknown sources share a rate, and look at the switch for the port they "
    + "come from"

  private static func advice(_ kind: Kind) -> String? {
    switch kind {
    case .randomSource: againstRandomSources
    case .starvation: "if it is a relay or a router, name it by --relay"
    case .loop:
      "look for two cables between the same bridges, a switch without spanning tree, or a relay that hears what it "
        + "sends; nobody is blocked for it"
    case .conflict: "look who uses these addresses (arping -D), and take them out of the server's pool"
    case .tableFull: "--max-sources remembers more, --limit-unknown holds back sources that are made up"
    case .brake:
      "--max-blocks and --max-blocks-per-minute let more be blocked, --limit-unknown holds back all of them"
    case .manySources: "`dhcpward top` shows them"
    case .sharedAddress:
      "give one of them an address of its own, as a copied guest keeps that of the first; if it is one machine, look for "
        + "a loop, or for a bond over both ports"
    case .framed: "look at the switch whether it still is where it was; --allow spares it"
    case .exempt, .ownAddress, .leaking: nil
    }
  }
}
