import Wire

/// What the engine knows by digests of clients behind relays: the names themselves, from the first message with each.
struct RelayedNames: Sendable {
  /// The most that are kept of each kind.
  private static let most = 1 << 20

  /// The lines, by their digests.
  private(set) var lines: [UInt64: RelayedLine] = [:]
  /// What names clients in DHCPv6, by the digests of that.
  private(set) var origins: [UInt64: ClientEvidence] = [:]

  /// Listens to a message that names something; `read` reads it.
  mutating func hear(_ message: ClientMessage, _ read: () -> ClientEvidence?) {
    guard message.line | message.origin != 0 else { return }
    let isNewLine = message.line != 0 && lines[message.line] == nil && lines.count < Self.most
    let isNew = message.origin != 0 && origins[message.origin] == nil && origins.count < Self.most
    guard isNewLine || isNew, let said = read() else { return }
    if isNewLine { lines[message.line] = said.line }
    if isNew { origins[message.origin] = said }
  }
}
