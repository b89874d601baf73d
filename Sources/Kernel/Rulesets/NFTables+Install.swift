internal import Glibc
package import Rules
internal import Wire

extension NFTables {
  /// The table as it stands, without its elements.
  struct Frame {
    /// The table is there.
    var hasTable = false
    /// Its sets, those of other names left out.
    var sets: Set<Scope> = []
    /// The device that the chain is hooked in at, where the family has one; nil without the chain.
    var device: String?
    /// Somebody else's chains, sets, objects or rules are in it.
    var hasForeign = false
    /// The handles of the chain's rules that drop by each scope's set.
    var rules: [Scope: [UInt64]] = [:]

    /// Everything that makes the scope work is there.
    func isInstalled(_ scope: Scope) -> Bool {
      sets.contains(scope) && rules[scope, default: []].count == scope.nftRules.count
    }
  }

  /// Makes the table, and the sets and rules of its scopes. What is there already stays as it is; a scope
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
      let missing = ruleset.scopes.filter { !frame.isInstalled($0) }
      guard !frame.hasTable || !missing.isEmpty else { return [] }
      var batch = [NFTMessage.addTable(self.home), NFTMessage.addChain(self.home)]
      for scope in missing {
        batch += frame.rules[scope, default: []].map { NFTMessage.deleteRule(handle: $0, self.home) }
        batch.append(NFTMessage.addSet(scope, self.home))
        batch += scope.nftRules.map { NFTMessage.addRule($0, self.home) }
      }
      return batch
    }
  }

  /// Takes the scopes' rules and sets away with the blocks in them, or the whole table, unless somebody else has
  /// chains, sets or rules of his own in it: those stay, and the table for them. Nothing there is fine.
  ///
  /// `nft delete table bridge dhcpward`
  package func remove(_ ruleset: Ruleset) throws(NetlinkError) {
    try commitUnlessChanged(operation: "remove ruleset") { () throws(NetlinkError) in
      let frame = try self.frame()
      guard frame.hasTable else { return [] }
      if ruleset.includesTable, !frame.hasForeign { return [NFTMessage.deleteTable(self.home)] }
      let scopes = ruleset.includesTable ? Scope.allCases : ruleset.scopes
      return scopes.flatMap { scope in
        frame.rules[scope, default: []].map { NFTMessage.deleteRule(handle: $0, self.home) }
          + (frame.sets.contains(scope) ? [NFTMessage.deleteSet(scope, self.home)] : [])
      }
    }
  }

  /// Reads the frame.
  func frame() throws(NetlinkError) -> Frame {
    var frame = Frame()
    let table = try lookUp([NFTMessage.request(.getTable, home)], operation: "look for \(home.words)")[0]
    guard table != nil else { return frame }
    frame.hasTable = true
    let scopes = Dictionary(uniqueKeysWithValues: Scope.allCases.map { ($0.setName, $0) })
    for reply in try list(.getSet) {
      let attributes = reply.attributes(after: 4)
      guard attributes[1]?.text == home.table else { continue }
      guard let scope = attributes[2].flatMap({ scopes[$0.text] }) else {
        frame.hasForeign = true
        continue
      }
      frame.sets.insert(scope)
    }
    for reply in try list(.getRule) {
      let attributes = reply.attributes(after: 4)
      guard attributes[1]?.text == home.table else { continue }
      guard attributes[2]?.text == home.chain, let handle = attributes[3]?.bigEndian(UInt64.self),
        let scope = attributes[4].flatMap({ NFTExpression.lookedUpSet(in: $0.nested) }).flatMap({ scopes[$0] }
        )
      else {
        frame.hasForeign = true
        continue
      }
      frame.rules[scope, default: []].append(handle)
    }
    for reply in try list(.getChain) + list(.getObject) {
      let attributes = reply.attributes(after: 4)
      guard attributes[1]?.text == home.table else { continue }
      // NFTA_CHAIN_NAME and NFTA_CHAIN_HOOK; an object's third attribute is a number.
      guard attributes[3]?.text == home.chain, let hook = attributes[4]?.nested else {
        frame.hasForeign = true
        continue
      }
      frame.device = Self.device(of: hook)
    }
    return frame
  }

  // NFTA_HOOK_DEV, or the only one of NFTA_HOOK_DEVS.
  private static func device(of hook: NetlinkAttributes) -> String? {
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
