package import Rules
internal import Wire

extension NFTables {
  /// Makes the gate, puts it right, or gives it another rate; who is known stays known. The ruleset must be there.
  package func install(_ gate: Gate) throws(NetlinkError) {
    try commit(NFTGate.installation(gate, home), operation: "install the gate", subject: home.words)
  }

  /// Takes the gate away, and who is known with it; nothing there is fine.
  package func removeGate() throws(NetlinkError) {
    try commitUnlessChanged(operation: "remove the gate") { () throws(NetlinkError) in
      try self.frame().gate.removal(self.home)
    }
  }

  /// Lets these sources pass the gate uncounted, each for its whole lifetime from now.
  ///
  /// `nft add element bridge dhcpward known { MAC timeout T }`
  package func know(_ some: [Acquaintance]) throws(NetlinkError) {
    // One that stands keeps its old time on some kernels, so it is deleted in between.
    let elements = some.map { NFTElement($0) }
    let keys = elements.map { NFTElement(Acquaintance(mac: $0.mac)) }
    try commit(
      messages(.newElement, keys, flags: .create) + messages(.delElement, keys)
        + messages(.newElement, elements, flags: .create),
      operation: "know", subject: Self.words(some))
  }

  /// Makes newcomers of these sources again; one that is not known is fine.
  ///
  /// `nft delete element bridge dhcpward known { MAC }`
  package func forget(_ some: [Acquaintance]) throws(NetlinkError) {
    let keys = some.map { NFTElement(Acquaintance(mac: $0.mac)) }
    do throws(NetlinkError) {
      // Deleting what expired meanwhile would fail the whole transaction, so it is added first.
      try commit(
        messages(.newElement, keys, flags: .create) + messages(.delElement, keys), operation: "forget",
        subject: Self.words(some))
    } catch {
      guard error.isMissing else { throw error }
    }
  }

  /// Who is known, ordered by address; nobody when there is no such set.
  func known() throws(NetlinkError) -> [Acquaintance] {
    try list(NFTablesText.knownSet) { $0.mac }.values.map { element in
      Acquaintance(
        mac: element.mac,
        lifetime: element.timeout == nil ? nil : .milliseconds(Int64(clamping: element.expiration ?? 0)))
    }.sorted { $0.mac < $1.mac }
  }

  private func messages(
    _ operation: NFTMessage.Operation, _ elements: [NFTElement], flags: NetlinkMessage.Flags = []
  ) -> [NetlinkMessage] {
    Self.messages(operation, set: NFTablesText.knownSet, elements, home: home, flags: flags)
  }

  private static func words(_ some: [Acquaintance]) -> String {
    some.count == 1 ? "\(some[0].mac)" : "\(some.count) sources"
  }
}
