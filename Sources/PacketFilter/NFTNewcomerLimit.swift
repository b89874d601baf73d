internal import CNetlink
import Netlink
import Plans

/// The gate in nf_tables: its sets, the chains that judge newcomers, and those that send DHCP there.
enum NFTNewcomerLimit {
  /// Its sets, the latest first.
  static let sets = [
    NFTablesText.brieflySeenSet, NFTablesText.seenSet, NFTablesText.paceSet, NFTablesText.knownSet,
    NFTablesText.exemptSet,
  ]

  /// Its chains, each before those that it jumps to.
  static let chains = [
    NFTablesText.gateChain, NFTablesText.gateNestedChain, NFTablesText.newcomersChain,
    NFTablesText.firstChain,
  ]

  /// The rules of each chain.
  static func rules(_ gate: NewcomerLimit) -> [String: [FilterRule]] {
    [
      NFTablesText.gateChain: NFTablesText.gateRules,
      NFTablesText.gateNestedChain: NFTablesText.gateNestedRules,
      NFTablesText.newcomersChain: NFTablesText.newcomersRules(gate),
      NFTablesText.firstChain: NFTablesText.firstRules(gate),
    ]
  }

  /// Makes the gate in a table that is there, or puts it right; who is known stays known.
  static func installation(_ gate: NewcomerLimit, _ home: NFTBaseChain) -> [NetlinkMessage] {
    let rules = rules(gate)
    let (keeps, adds) = (NFT_SET_TIMEOUT.rawValue, NFT_SET_TIMEOUT.rawValue | NFT_SET_EVAL.rawValue)
    func set(_ name: String, _ flags: UInt32, _ capacity: UInt32, _ patience: Duration? = nil)
      -> NetlinkMessage
    { NFTMessage.addSet(name, flags: flags, capacity: capacity, patience: patience, home) }
    return [
      set(NFTablesText.exemptSet, 0, NewcomerLimit.knownCapacity),
      set(NFTablesText.knownSet, keeps, NewcomerLimit.knownCapacity),
      set(NFTablesText.paceSet, adds, 2 * NewcomerLimit.knownCapacity, NewcomerLimit.sourcePatience),
      set(NFTablesText.seenSet, adds, NewcomerLimit.seenCapacity, NewcomerLimit.patience),
      set(NFTablesText.brieflySeenSet, adds, NewcomerLimit.seenCapacity, NewcomerLimit.briefPatience),
    ]
      + chains.dropFirst().reversed().map { NFTMessage.addPlainChain($0, home) }
      + [NFTMessage.addChain(home, named: NFTablesText.gateChain, priority: NFTBaseChain.gatePriority)]
      + chains.map { NFTMessage.flush($0, home) }
      + chains.reversed().flatMap { chain in
        rules[chain, default: []].map { NFTMessage.addRule($0, home, chain: chain) }
      }
  }

  /// Takes away what is there of a gate.
  static func removal(chains: Set<String>, sets: Set<String>, _ home: NFTBaseChain) -> [NetlinkMessage] {
    Self.chains.filter(chains.contains).flatMap {
      [NFTMessage.flush($0, home), NFTMessage.deleteChain($0, home)]
    }
      + Self.sets.filter(sets.contains).map { NFTMessage.deleteSet($0, home) }
  }
}
