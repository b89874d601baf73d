internal import Glibc
package import Rules
internal import Wire

extension NFTables {
  /// The table as it stands, without its elements.
  struct Frame {
    /// The table is there.
    var hasTable = false
    /// It sees no frame: switched off (NFT_TABLE_F_DORMANT), or its chain has lost the device it was at.
    var isIdle = false
    /// Its sets, those of other names left out.
    var sets: Set<BlockSet> = []
    /// The device that the chain is hooked in at, where the family has one; nil without the chain.
    var device: String?
    /// Somebody else's chains, sets, objects or rules are in it.
    var hasForeign = false
    /// The handles of the chain's rules that drop by each set.
    var rules: [BlockSet: [UInt64]] = [:]
    /// Those of its rules that drop what group addresses send.
    var groupRules: [UInt64] = []
    /// DHCP from group addresses is to be dropped here.
    var dropsGroupSources = false
    /// What there is of a gate.
    var gate = NFTGate.Frame()

    /// Everything that makes the set work is there.
    func isInstalled(_ set: BlockSet) -> Bool {
      sets.contains(set) && rules[set, default: []].count == set.nftRules.count
        && (!needsGroupRules(set) || groupRules.count == BlockSet.groupRules.count)
    }

    /// The rules against group addresses go with this set.
    func needsGroupRules(_ set: BlockSet) -> Bool { dropsGroupSources && set == BlockSet(.dhcp) }

    /// The handles of all rules that go with the set.
    func handles(_ set: BlockSet) -> [UInt64] {
      rules[set, default: []] + (needsGroupRules(set) ? groupRules : [])
    }
  }

  /// Makes the table, and its sets with their rules. What is there already stays as it is; a set
  /// whose rules somebody took away or doubled is put right.
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
      guard !frame.hasTable || frame.isIdle || !missing.isEmpty else { return [] }
      var batch = [NFTMessage.addTable(self.home), NFTMessage.addChain(self.home)]
      for set in missing {
        batch += frame.handles(set).map { NFTMessage.deleteRule(handle: $0, self.home) }
        if frame.needsGroupRules(set) {
          batch += BlockSet.groupRules.map { NFTMessage.addRule($0, self.home) }
        }
        batch.append(NFTMessage.addSet(set, self.home))
        batch += set.nftRules.map { NFTMessage.addRule($0, self.home) }
      }
      return batch
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
      return gate
        + sets.flatMap { set in
          frame.handles(set).map { NFTMessage.deleteRule(handle: $0, self.home) }
            + (frame.sets.contains(set) ? [NFTMessage.deleteSet(set, self.home)] : [])
        }
    }
  }

  /// Reads the frame.
  func frame() throws(NetlinkError) -> Frame {
    var frame = Frame()
    frame.dropsGroupSources = home.dropsGroupSources
    let table = try lookUp([NFTMessage.request(.getTable, home)], operation: "look for \(home.words)")[0]
    guard let table else { return frame }
    frame.hasTable = true
    frame.isIdle = (table.attributes(after: 4)[2]?.bigEndian(UInt32.self) ?? 0) & 1 != 0
    let sets = Dictionary(uniqueKeysWithValues: BlockSet.allCases.map { ($0.setName, $0) })
    for reply in try list(.getSet) {
      let attributes = reply.attributes(after: 4)
      guard attributes[1]?.text == home.table else { continue }
      if let set = attributes[2].flatMap({ sets[$0.text] }) {
        frame.sets.insert(set)
      } else if !frame.gate.note(set: attributes) {
        frame.hasForeign = true
      }
    }
    for reply in try list(.getRule) {
      let attributes = reply.attributes(after: 4)
      guard attributes[1]?.text == home.table else { continue }
      if frame.gate.note(rule: attributes) { continue }
      if attributes[2]?.text == home.chain, let handle = attributes[3]?.bigEndian(UInt64.self),
        let expressions = attributes[4]?.nested, NFTExpression.lookedUpSet(in: expressions) == nil,
        NFTExpression.data(of: "bitwise", in: expressions) != nil, frame.dropsGroupSources
      {
        frame.groupRules.append(handle)
        continue
      }
      guard attributes[2]?.text == home.chain, let handle = attributes[3]?.bigEndian(UInt64.self),
        let set = attributes[4].flatMap({ NFTExpression.lookedUpSet(in: $0.nested) }).flatMap({ sets[$0] })
      else {
        frame.hasForeign = true
        continue
      }
      frame.rules[set, default: []].append(handle)
    }
    for reply in try list(.getChain) + list(.getObject) {
      let attributes = reply.attributes(after: 4)
      guard attributes[1]?.text == home.table else { continue }
      if frame.gate.note(chain: attributes, home) { continue }
      // NFTA_CHAIN_NAME and NFTA_CHAIN_HOOK; an object's third attribute is a number.
      guard attributes[3]?.text == home.chain, let hook = attributes[4]?.nested else {
        frame.hasForeign = true
        continue
      }
      frame.device = Self.device(of: hook)
    }
    if home.device != nil, frame.device == nil { frame.isIdle = true }
    return frame
  }

  // NFTA_HOOK_DEV, or the only one of NFTA_HOOK_DEVS.
  static func device(of hook: NetlinkAttributes) -> String? {
    hook[3]?.text ?? hook[4]?.nested.first { _ in true }?.text
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
