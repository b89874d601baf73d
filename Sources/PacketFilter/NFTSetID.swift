import Plans

/// NFTA_SET_ID: tells the sets of one transaction apart.
enum NFTSetID {
  private static let numbers: [String: UInt32] = {
    let names =
      BlockSet.allCases.filter { $0.clients == nil }.map(NFTablesText.setName)
      + [NFTablesText.ownSet, NFTablesText.exemptSet]
      + [NFTablesText.knownSet, NFTablesText.paceSet, NFTablesText.seenSet, NFTablesText.brieflySeenSet]
      + BlockSet.allCases.filter { $0.clients != nil }.map(NFTablesText.setName)
    return Dictionary(uniqueKeysWithValues: zip(names, 1...))
  }()

  /// That of the set of a name; 0, which none has, for another's.
  static func number(of set: String) -> UInt32 { numbers[set] ?? 0 }
}
