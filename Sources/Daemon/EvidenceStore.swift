public import Wire

/// What sources say of themselves, from the first few messages of each: for a person, never a reason to block.
public struct EvidenceStore: Sendable {
  /// The most sources of which something is kept, at about 400 bytes each.
  public static let most = 65_536
  // A client says all that it says in its first messages.
  private static let messages = 4

  private struct Entry {
    var evidence: ClientEvidence
    var messages: Int
  }

  private var entries: [MACAddress: Entry] = [:]

  /// What a source said; nil when nothing was kept of it.
  public subscript(mac: MACAddress) -> ClientEvidence? { entries[mac]?.evidence }

  /// Listens to a message of a source, unless enough was heard; `read` reads it.
  mutating func hear(_ mac: MACAddress, _ read: () -> ClientEvidence?) {
    guard let place = entries.index(forKey: mac) else {
      if entries.count < Self.most, let evidence = read() {
        entries[mac] = Entry(evidence: evidence, messages: 1)
      }
      return
    }
    guard entries.values[place].messages < Self.messages else { return }
    entries.values[place].messages += 1
    guard let evidence = read() else { return }
    entries.values[place].evidence.add(evidence)
  }
}

extension ClientEvidence {
  /// Takes over what was not known yet.
  fileprivate mutating func add(_ other: ClientEvidence) {
    hostName = hostName ?? other.hostName
    vendorClass = vendorClass ?? other.vendorClass
    circuitID = circuitID ?? other.circuitID
    remoteID = remoteID ?? other.remoteID
    relay = relay ?? other.relay
    tool = tool ?? other.tool
  }

  /// What a person wants to know of a source besides its name.
  public var traits: [String] {
    [
      tool?.hint, vendorClass.map { "class \($0)" }, relay.map { "relay \($0)" },
      circuitID.map { "circuit \($0)" }, remoteID.map { "remote \($0)" },
    ].compactMap(\.self)
  }
}
