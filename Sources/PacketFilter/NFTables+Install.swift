internal import CNetlink
internal import Glibc
package import Netlink
package import Plans
internal import Wire

extension NFTables {
  /// Makes the table, and its sets with their rules, and notes this host's own addresses. What is there already stays as
  /// it is; a set whose rules somebody took away or doubled is put right.
  ///
  /// `nft -f -` of the same in text
  package func install(_ ruleset: Ruleset) throws(NetlinkError) {
    try commitUnlessChanged(operation: "install ruleset") { () throws(NetlinkError) in
      let frame = try self.frame()
      if let device = frame.device, let wanted = self.home.device, device != wanted.description {
        throw NetlinkError(
          operation: "install ruleset", subject: self.home.words, errno: EBUSY,
          text: "it stands at the ingress of \(device) already; dhcpward unblock --all removes it")
      }
      let missing = ruleset.sets.filter { !frame.isInstalled($0) }
      let own = Self.messages(
        .newElement, set: NFTablesText.ownSet, ruleset.own.map { NFTElement($0) }, home: self.home,
        flags: .create)
      guard !frame.hasTable || frame.isIdle || !missing.isEmpty else { return own }
      let findsDHCP = missing.contains { $0.scope == .dhcp }
      var batch = [NFTMessage.addTable(self.home)]
      if findsDHCP {
        batch += [NFTablesText.dhcpChain, NFTablesText.nestedChain].map {
          NFTMessage.addPlainChain($0, self.home)
        }
      }
      batch.append(NFTMessage.addChain(self.home))
      if findsDHCP, !frame.search.isWhole { batch += frame.search.installation(self.home) }
      for set in missing {
        let chain = set.chain ?? self.home.chain
        batch += frame.places(set).map { NFTMessage.deleteRule($0, self.home) }
        if frame.needsNobodyRules(set) {
          batch += NFTablesText.nobodyRules.map { NFTMessage.addRule($0, self.home, chain: chain) }
        }
        batch.append(NFTMessage.addSet(set, self.home))
        batch += set.nftRules.map { NFTMessage.addRule($0, self.home, chain: chain) }
      }
      return batch + own
    }
  }

  /// Takes the sets and their rules away with the blocks in them, or the whole table, unless somebody else has
  /// chains, sets or rules of his own in it: those stay, and the table for them. Nothing there is fine.
  ///
  /// `nft delete table bridge dhcpward`
  package func remove(_ ruleset: Ruleset) throws(NetlinkError) {
    try commitUnlessChanged(operation: "remove ruleset") { () throws(NetlinkError) in
      let frame = try self.frame()
      guard frame.hasTable else { return [] }
      if ruleset.includesTable, !frame.hasForeign { return [NFTMessage.deleteTable(self.home)] }
      let sets = ruleset.includesTable ? BlockSet.allCases : ruleset.sets
      let gate = ruleset.includesTable ? frame.gate.removal(self.home) : []
      let staysDHCP = frame.sets.subtracting(sets).contains { $0.scope == .dhcp }
      let disowning =
        staysDHCP && frame.search.hasOwn
        ? Self.deletions(set: NFTablesText.ownSet, ruleset.own.map { NFTElement($0) }, home: self.home) : []
      return gate + disowning
        + sets.flatMap { set in frame.places(set).map { NFTMessage.deleteRule($0, self.home) } }
        + (staysDHCP ? [] : frame.search.removal(self.home, keeping: frame.foreignChains))
        + sets.filter(frame.sets.contains).map {
          NFTMessage.removeSet($0.setName, isLent: frame.lent.contains($0), self.home)
        }
    }
  }

  /// Reads the frame.
  func frame() throws(NetlinkError) -> Frame {
    var frame = Frame()
    frame.seesNobody = home.seesNobody
    let table = try lookUp([NFTMessage.request(.getTable, home)], operation: "look for \(home.words)")[0]
    guard let table else { return frame }
    frame.hasTable = true
    frame.isIdle =
      (table.attributes(after: 4)[NFTA_TABLE_FLAGS]?.bigEndian(UInt32.self) ?? 0)
      & NFT_TABLE_F_DORMANT.rawValue != 0
    for reply in try list(.getSet) {
      let attributes = reply.attributes(after: 4)
      guard attributes[NFTA_TABLE_NAME]?.text == home.table else { continue }
      if let set = attributes[NFTA_SET_NAME].flatMap({ BlockSet.named[$0.text] }) {
        frame.sets.insert(set)
      } else if !frame.gate.note(set: attributes), !frame.search.note(set: attributes) {
        frame.hasForeign = true
      }
    }
    for reply in try list(.getRule) {
      let attributes = reply.attributes(after: 4)
      guard attributes[NFTA_TABLE_NAME]?.text == home.table else { continue }
      if frame.gate.note(rule: attributes) { continue }
      frame.note(rule: attributes, home)
    }
    for reply in try list(.getChain) + list(.getObject) {
      let attributes = reply.attributes(after: 4)
      guard attributes[NFTA_TABLE_NAME]?.text == home.table else { continue }
      if frame.gate.note(chain: attributes, home) || frame.search.note(chain: attributes) { continue }
      // An object's third attribute is a number.
      guard attributes[NFTA_CHAIN_NAME]?.text == home.chain, let hook = attributes[NFTA_CHAIN_HOOK]?.nested
      else {
        frame.hasForeign = true
        continue
      }
      frame.device = Self.device(of: hook)
    }
    if home.device != nil, frame.device == nil { frame.isIdle = true }
    return frame
  }

  // The only one.
  static func device(of hook: NetlinkAttributes) -> String? {
    hook[NFTA_HOOK_DEV]?.text ?? hook[NFTA_HOOK_DEVS]?.nested.first { _ in true }?.text
  }

  /// Lists the table's things of one sort; none when the table went away meanwhile.
  private func list(_ operation: NFTMessage.Operation) throws(NetlinkError) -> [NetlinkReply] {
    do throws(NetlinkError) {
      return try dump(NFTMessage.request(operation, home), operation: "list \(home.words)")
    } catch {
      guard error.errno == ENOENT else { throw error }
      return []
    }
  }
}
