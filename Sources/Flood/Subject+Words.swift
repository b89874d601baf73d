public import Wire

extension Subject {
  /// For a person: as it is read again, but of a line what can be printed is.
  public var words: String {
    switch self {
    case .address, .client: description
    case .line(let line): line.words
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
