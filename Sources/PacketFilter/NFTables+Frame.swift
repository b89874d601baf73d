internal import CNetlink
import Netlink
import Plans

extension NFTables {
  /// Where a rule is.
  struct RulePlace: Hashable, Sendable {
    /// Its chain.
    let chain: String
    /// Its handle (NFTA_RULE_HANDLE).
    let handle: UInt64
  }

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
    /// The chains that somebody else's rules are in or jump to.
    var foreignChains: Set<String> = []
    /// The sets that somebody else's rules use.
    var lent: Set<BlockSet> = []
    /// The rules that drop by each set.
    var rules: [BlockSet: [RulePlace]] = [:]
    /// The rules that drop what nobody's address sends.
    var nobodyRules: [RulePlace] = []
    /// Frames from nobody's address come here, and are to be dropped.
    var seesNobody = false
    /// What there is of the chains that find DHCP.
    var search = NFTSearch.Frame()
    /// What there is of a gate.
    var gate = NFTNewcomerLimit.Frame()

    /// Everything that makes the set work is there.
    func isInstalled(_ set: BlockSet) -> Bool {
      let rules = rules[set, default: []]
      return sets.contains(set) && rules.count == set.nftRules.count
        && (set.chain == nil || search.isWhole && rules.allSatisfy { $0.chain == set.chain })
        && (!needsNobodyRules(set) || nobodyPlaces(set).count == NFTablesText.nobodyRules.count)
    }

    /// The rules against nobody's address go with this set.
    func needsNobodyRules(_ set: BlockSet) -> Bool { seesNobody && set.dropsNobody }

    /// The places of all rules that go with the set.
    func places(_ set: BlockSet) -> [RulePlace] {
      rules[set, default: []] + (needsNobodyRules(set) ? nobodyPlaces(set) : [])
    }

    private func nobodyPlaces(_ set: BlockSet) -> [RulePlace] {
      nobodyRules.filter { ($0.chain == NFTablesText.dhcpChain) == (set.chain != nil) }
    }

    /// Takes the attributes of a rule that is none of a gate's.
    mutating func note(rule attributes: NetlinkAttributes, _ home: NFTBaseChain) {
      guard let chain = attributes[NFTA_RULE_CHAIN]?.text,
        let handle = attributes[NFTA_RULE_HANDLE]?.bigEndian(UInt64.self)
      else {
        return
      }
      let place = RulePlace(chain: chain, handle: handle)
      let expressions = attributes[NFTA_RULE_EXPRESSIONS]?.nested ?? NetlinkAttributes([])
      if search.note(rule: place, expressions, home) { return }
      let name = NFTExpression.lookedUpSet(in: expressions)
      let set = name.flatMap { BlockSet.named[$0] }
      if [home.chain, NFTablesText.dhcpChain].contains(chain) {
        let isOwn = set.map { set in
          chain == set.chain ?? home.chain && set.nftRules.contains { $0.isListed(as: expressions, in: home) }
            || chain == home.chain && set.formerRules.contains { $0.isListed(as: expressions) }
        }
        if let set, isOwn == true {
          rules[set, default: []].append(place)
          return
        }
        if seesNobody, BlockSet.isNobodyRule(expressions) {
          nobodyRules.append(place)
          return
        }
      }
      let target = NFTExpression.jumpedTo(in: expressions)
      if search.note(rule: place, jumpsTo: target, home) { return }
      hasForeign = true
      if name == NFTablesText.ownSet { search.isOwnLent = true }
      if let set { lent.insert(set) }
      foreignChains.formUnion([chain] + (target.map { [$0] } ?? []))
    }
  }
}
