internal import CNetlink
import Netlink
import Plans

extension NFTNewcomerLimit {
  /// What the kernel lists of a gate.
  struct Frame {
    private var sets: Set<String> = []
    private var chains: Set<String> = []
    private var isHooked = false
    private var rules: [String: Int] = [:]
    private var rate: UInt32?
    private var dropped: UInt64 = 0

    /// Takes a set's attributes; false when it is none of a gate's.
    mutating func note(set: NetlinkAttributes) -> Bool {
      guard let name = set[NFTA_SET_NAME]?.text, NFTNewcomerLimit.sets.contains(name) else { return false }
      sets.insert(name)
      return true
    }

    /// Takes a chain's; one that should be hooked in, and is not or elsewhere, does nothing.
    mutating func note(chain: NetlinkAttributes, _ home: NFTBaseChain) -> Bool {
      guard let name = chain[NFTA_CHAIN_NAME]?.text, NFTNewcomerLimit.chains.contains(name) else {
        return false
      }
      chains.insert(name)
      if name == NFTablesText.gateChain, let hook = chain[NFTA_CHAIN_HOOK]?.nested {
        isHooked = home.device.map { NFTables.device(of: hook) == "\($0)" } ?? true
      }
      return true
    }

    /// Takes a rule's.
    mutating func note(rule: NetlinkAttributes) -> Bool {
      guard let chain = rule[NFTA_RULE_CHAIN]?.text, NFTNewcomerLimit.chains.contains(chain) else {
        return false
      }
      rules[chain, default: 0] += 1
      guard let expressions = rule[NFTA_RULE_EXPRESSIONS]?.nested else { return true }
      if chain == NFTablesText.firstChain, let limit = NFTExpression.data(of: "limit", in: expressions) {
        rate = limit[NFTA_LIMIT_RATE]?.bigEndian(UInt64.self).map { UInt32(clamping: $0) }
      }
      if let counter = NFTExpression.data(of: "counter", in: expressions) {
        dropped += counter[NFTA_COUNTER_PACKETS]?.bigEndian(UInt64.self) ?? 0
      }
      return true
    }

    /// The gate that this is; nil when there is nothing of one.
    func standing(known: [KnownClient]) -> StandingNewcomerLimit? {
      guard !sets.isEmpty || !chains.isEmpty || !rules.isEmpty else { return nil }
      let isWhole =
        sets.count == NFTNewcomerLimit.sets.count && chains.count == NFTNewcomerLimit.chains.count && isHooked
        && rate != nil
        && NFTNewcomerLimit.rules(NewcomerLimit(table: .nftables)).allSatisfy {
          rules[$0.key] == $0.value.count
        }
      return StandingNewcomerLimit(rate: rate, isWhole: isWhole, dropped: dropped, known: known)
    }

    /// What takes it away.
    func removal(_ home: NFTBaseChain) -> [NetlinkMessage] {
      NFTNewcomerLimit.removal(chains: chains, sets: sets, home)
    }
  }
}
