internal import CNetlink
import Netlink
import Plans

/// The chains that find DHCP, and what drops this host's own there, in nf_tables.
enum NFTSearch {
  /// What the kernel lists of the chains that find DHCP, and of what drops this host's own there.
  struct Frame {
    private static let chains = [NFTablesText.nestedChain, NFTablesText.dhcpChain]

    private var chains: Set<String> = []
    private var first: [NFTables.RulePlace] = []
    private var nested: [NFTables.RulePlace] = []
    private var own: [NFTables.RulePlace] = []
    /// Set `own` is there.
    private(set) var hasOwn = false
    /// Somebody else's rule uses it.
    var isOwnLent = false

    /// All of it is there.
    var isWhole: Bool {
      chains.count == Self.chains.count && first.count == NFTSearch.blocks.count
        && nested.count == NFTSearch.nestedBlocks.count && hasOwn && own.count == 1
    }

    /// Takes a set's attributes; false when it is another's.
    mutating func note(set: NetlinkAttributes) -> Bool {
      guard set[NFTA_SET_NAME]?.text == NFTablesText.ownSet else { return false }
      hasOwn = true
      return true
    }

    /// Takes a rule of chain `dhcp`; false when it does not drop this host's own.
    mutating func note(
      rule place: NFTables.RulePlace, _ expressions: NetlinkAttributes, _ home: NFTBaseChain
    ) -> Bool {
      guard place.chain == NFTablesText.dhcpChain, NFTablesText.ownRule.isListed(as: expressions, in: home)
      else {
        return false
      }
      own.append(place)
      return true
    }

    /// Takes a chain's attributes; false when it is neither. One with a hook is somebody else's.
    mutating func note(chain: NetlinkAttributes) -> Bool {
      guard let name = chain[NFTA_CHAIN_NAME]?.text, Self.chains.contains(name), chain[NFTA_CHAIN_HOOK] == nil
      else { return false }
      chains.insert(name)
      return true
    }

    /// Takes a rule that is known by where it is and where it jumps to; false when it is none of these.
    mutating func note(rule place: NFTables.RulePlace, jumpsTo target: String?, _ home: NFTBaseChain) -> Bool
    {
      guard let target else { return false }
      switch place.chain {
      case home.chain where Self.chains.contains(target): first.append(place)
      case NFTablesText.nestedChain where target == NFTablesText.dhcpChain: nested.append(place)
      default: return false
      }
      return true
    }

    /// Makes it anew in chains that are there.
    func installation(_ home: NFTBaseChain) -> [NetlinkMessage] {
      (first + nested + own).map { NFTMessage.deleteRule($0, home) }
        + [
          NFTMessage.addOwnSet(home),
          NFTMessage.addRule(NFTablesText.ownRule, home, chain: NFTablesText.dhcpChain),
        ]
        + NFTSearch.blocks.map { NFTMessage.addRule($0, home) }
        + NFTSearch.nestedBlocks.map { NFTMessage.addRule($0, home, chain: NFTablesText.nestedChain) }
    }

    /// Takes it away, the chains that somebody else has use for excepted.
    func removal(_ home: NFTBaseChain, keeping others: Set<String>) -> [NetlinkMessage] {
      (first + nested + own).map { NFTMessage.deleteRule($0, home) }
        + Self.chains.filter { chains.contains($0) && !others.contains($0) }
        .map { NFTMessage.deleteChain($0, home) }
        + (hasOwn ? [NFTMessage.removeSet(NFTablesText.ownSet, isLent: isOwnLent, home)] : [])
    }
  }

  /// Those of blocks.
  static let blocks = NFTablesText.searchRules(
    judge: NFTablesText.dhcpChain, nested: NFTablesText.nestedChain)
  /// Those of blocks behind two tags.
  static let nestedBlocks = NFTablesText.nestedRules(judge: NFTablesText.dhcpChain)
}
