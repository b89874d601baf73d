extension Subject: LosslessStringConvertible {
  /// Reads an Ethernet address, a `RelayedClient` or a `RelayedLine`.
  public init?(_ text: String) {
    if let mac = MACAddress(text) {
      self = .address(mac)
    } else if let client = RelayedClient(text) {
      self = .client(client)
    } else if let line = RelayedLine(text) {
      self = .line(line)
    } else {
      return nil
    }
  }

  /// `02:00:00:00:00:99`, `02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa`, or `line 6430/0102 of …`
  public var description: String {
    switch self {
    case .address(let mac): "\(mac)"
    case .client(let client): "\(client)"
    case .line(let line): "\(line)"
    }
  }
}

extension Subject: Comparable {
  /// Addresses, then clients, then lines.
  public static func < (one: Subject, other: Subject) -> Bool {
    switch (one, other) {
    case (.address(let mac), .address(let other)): mac < other
    case (.client(let client), .client(let other)): client < other
    case (.line(let line), .line(let other)): "\(line)" < "\(other)"
    case (.address, _), (.client, .line): true
    default: false
    }
  }
}
