package import Netlink
package import Plans
internal import Wire

extension NFTables {
  /// Makes the gate, puts it right, or gives it another rate; who is known stays known. The ruleset must be there.
  package func install(_ gate: NewcomerLimit) throws(NetlinkError) {
    try commit(NFTNewcomerLimit.installation(gate, home), operation: "install the gate", subject: home.words)
  }

  /// Takes the gate away, and who is known with it; nothing there is fine.
  package func removeGate() throws(NetlinkError) {
    try commitUnlessChanged(operation: "remove the gate") { () throws(NetlinkError) in
      try self.frame().gate.removal(self.home)
    }
  }

  /// Lets these sources pass the gate beside newcomers, each for its whole lifetime from now.
  ///
  /// `nft add element bridge dhcpward known { MAC timeout T }`
  package func know(_ some: [KnownClient]) throws(NetlinkError) {
    // One that stands keeps its old time on some kernels, so it is deleted in between.
    try commit(
      bySet(some) { set, some in
        Self.deletions(set: set, some.map { NFTElement($0.mac) }, home: home)
          + Self.messages(.newElement, set: set, some.map { NFTElement($0) }, home: home, flags: .create)
      },
      operation: "know", subject: Self.words(some))
  }

  /// Makes newcomers of these sources again; one that is not known is fine.
  ///
  /// `nft delete element bridge dhcpward known { MAC }`
  package func forget(_ some: [KnownClient]) throws(NetlinkError) {
    do throws(NetlinkError) {
      try commit(
        bySet(some) { Self.deletions(set: $0, $1.map { NFTElement($0.mac) }, home: home) },
        operation: "forget", subject: Self.words(some))
    } catch {
      guard error.isMissing else { throw error }
    }
  }

  /// Who is exempt, and who is known, each ordered by address; nobody when there are no such sets.
  func known() throws(NetlinkError) -> [KnownClient] {
    let exempt = try list(NFTablesText.exemptSet) { $0.subject.address }.keys.map {
      KnownClient(mac: $0, isExempt: true)
    }
    let known = try list(NFTablesText.knownSet) { $0.subject.address }.map { mac, element in
      KnownClient(
        mac: mac,
        lifetime: element.timeout == nil ? nil : .milliseconds(Int64(clamping: element.expiration ?? 0)))
    }
    return exempt.sorted { $0.mac < $1.mac } + known.sorted { $0.mac < $1.mac }
  }

  /// The requests for each of the sets with those of these that belong there.
  private func bySet(
    _ some: [KnownClient], _ requests: (String, [KnownClient]) -> [NetlinkMessage]
  ) -> [NetlinkMessage] {
    [NFTablesText.exemptSet, NFTablesText.knownSet].flatMap { name in
      requests(name, some.filter { NFTablesText.setName($0) == name })
    }
  }

  private static func words(_ some: [KnownClient]) -> String {
    some.count == 1 ? "\(some[0].mac)" : "\(some.count) sources"
  }
}
