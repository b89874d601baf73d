public import Wire

extension Finding {
  /// Whom it is about: an address, `02:00:00:00:00:07 behind 10.9.0.1`, `a line behind 02:00:00:00:00:aa`.
  public var about: String { subject.words }
}

extension Subject {
  /// In words.
  public var words: String {
    switch self {
    case .address(let mac): mac.description
    case .client(let client): client.words
    case .line(let line): line.words
    }
  }
}

extension RelayedClient {
  /// `02:00:00:00:00:07 behind 10.9.0.1`; of one without a relay's address, behind its router.
  public var words: String {
    switch name {
    case .v4(let giaddr, let chaddr):
      "\(chaddr) behind \(giaddr.bits == 0 ? router.description : giaddr.description)"
    case .v6(let link, let peer):
      "\(peer) behind \(link.high | link.low == 0 ? router.description : link.description)"
    }
  }
}

extension RelayedLine {
  /// `line ge-1/0/4, remote 0001fe09, behind 10.9.0.1`
  public var words: String {
    var parts: [String] = []
    if !circuit.isEmpty { parts.append("line \(PrintableText(identifier: circuit))") }
    if !remote.isEmpty { parts.append("remote \(PrintableText(identifier: remote))") }
    if parts.isEmpty { parts.append("a line") }
    switch relay {
    case .v4(let address): parts.append("behind \(address)")
    case .v6(let address): parts.append("behind \(address)")
    case nil: if let router { parts.append("behind \(router)") }
    }
    return parts.joined(separator: ", ")
  }
}
