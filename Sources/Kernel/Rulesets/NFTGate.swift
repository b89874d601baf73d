internal import Rules

/// The gate in nf_tables: its sets, the chains that judge newcomers, and those that send DHCP there.
enum NFTGate {
  /// NFTA_SET_ID: tells the sets of one transaction apart; behind those of `BlockSet`.
  private static let knownID: UInt32 = 7
  private static let seenID: UInt32 = 8
  private static let exemptID: UInt32 = 9
  private static let paceID: UInt32 = 10
  private static let brieflySeenID: UInt32 = 11

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

  /// The rules of chain `guard`.
  static let gateRules = NFTSearch.rules(
    judge: NFTablesText.newcomersChain, nested: NFTablesText.gateNestedChain)

  /// The rules of chain `guard_nested`.
  static let nestedRules = NFTSearch.nestedRules(judge: NFTablesText.newcomersChain)

  /// The rules of chain `newcomers`.
  static func newcomersRules(_ gate: Gate) -> [[NFTExpression]] {
    func isSeen(_ set: String, _ id: UInt32) -> [NFTExpression] { .source + [.lookup(set: set, id: id)] }
    func see(_ set: String, _ id: UInt32) -> [NFTExpression] { .source + [.update(set: set, id: id)] }
    func returning(_ set: String, _ id: UInt32) -> [NFTExpression] {
      isSeen(set, id) + [.limit(perSecond: gate.returningRate, burst: gate.returningRate)] + see(set, id)
        + [.giveBack]
    }
    let pace: [NFTExpression] =
      .source + [
        .pace(
          set: NFTablesText.paceSet, id: paceID,
          .limit(perSecond: Gate.sourceRate, burst: Gate.sourceBurst))
      ]
    let isExempt: [NFTExpression] = .source + [.lookup(set: NFTablesText.exemptSet, id: exemptID)]
    let isKnown: [NFTExpression] = .source + [.lookup(set: NFTablesText.knownSet, id: knownID)]
    return [
      // ether saddr @exempt update @pace { ether saddr limit rate 1250/second burst 6250 packets }
      //   limit rate 5000/second burst 25000 packets return
      isExempt + pace + [.limit(perSecond: Gate.exemptRate, burst: Gate.exemptBurst), .giveBack],
      // ether saddr @exempt counter drop
      isExempt + [.counter, .drop],
      // ether saddr @known update @pace { ether saddr limit rate 1250/second burst 6250 packets } return
      isKnown + pace + [.giveBack],
      // ether saddr @known counter drop
      isKnown + [.counter, .drop],
      // ether saddr @seen limit rate 100/second burst 100 packets update @seen { ether saddr } return
      returning(NFTablesText.seenSet, seenID),
      // The same of set seen_briefly.
      returning(NFTablesText.brieflySeenSet, brieflySeenID),
      // update @seen { ether saddr } goto first_messages
      see(NFTablesText.seenSet, seenID) + [.goto(NFTablesText.firstChain)],
      // update @seen_briefly { ether saddr }
      see(NFTablesText.brieflySeenSet, brieflySeenID),
      // goto first_messages
      [.goto(NFTablesText.firstChain)],
    ]
  }

  /// The rules of chain `first_messages`.
  static func firstRules(_ gate: Gate) -> [[NFTExpression]] {
    [
      // limit rate 1/second burst 20 packets return
      [.limit(perSecond: gate.rate, burst: gate.burst), .giveBack],
      // counter drop
      [.counter, .drop],
    ]
  }

  /// Makes the gate in a table that is there, or puts it right; who is known stays known.
  static func installation(_ gate: Gate, _ home: NFTHome) -> [NetlinkMessage] {
    [
      addSet(NFTablesText.exemptSet, id: exemptID, flags: 0, capacity: Gate.knownCapacity, home),
      addSet(NFTablesText.knownSet, id: knownID, capacity: Gate.knownCapacity, home),
      addSet(
        NFTablesText.paceSet, id: paceID, capacity: 2 * Gate.knownCapacity, patience: Gate.sourcePatience,
        home),
      addSet(
        NFTablesText.seenSet, id: seenID, capacity: Gate.seenCapacity, patience: Gate.patience, home),
      addSet(
        NFTablesText.brieflySeenSet, id: brieflySeenID, capacity: Gate.seenCapacity,
        patience: Gate.briefPatience, home),
      NFTMessage.addPlainChain(NFTablesText.firstChain, home),
      NFTMessage.addPlainChain(NFTablesText.newcomersChain, home),
      NFTMessage.addPlainChain(NFTablesText.gateNestedChain, home),
      NFTMessage.addChain(home, named: NFTablesText.gateChain, priority: NFTHome.gatePriority),
    ]
      + chains.map { flush($0, home) }
      + firstRules(gate).map { NFTMessage.addRule($0, home, chain: NFTablesText.firstChain) }
      + newcomersRules(gate).map { NFTMessage.addRule($0, home, chain: NFTablesText.newcomersChain) }
      + nestedRules.map { NFTMessage.addRule($0, home, chain: NFTablesText.gateNestedChain) }
      + gateRules.map { NFTMessage.addRule($0, home, chain: NFTablesText.gateChain) }
  }

  /// Takes away what is there of a gate.
  static func removal(chains: Set<String>, sets: Set<String>, _ home: NFTHome) -> [NetlinkMessage] {
    Self.chains.filter(chains.contains).flatMap {
      [flush($0, home), NFTMessage.deleteChain($0, home)]
    }
      + Self.sets.filter(sets.contains).map { NFTMessage.deleteSet($0, home) }
  }

  /// `add set FAMILY dhcpward NAME { type ether_addr; size N; flags timeout; }`, with `flags dynamic,timeout; timeout
  /// T;` where packets add to it.
  private static func addSet(
    _ name: String, id: UInt32, flags: UInt32? = nil, capacity: UInt32, patience: Duration? = nil,
    _ home: NFTHome
  ) -> NetlinkMessage {
    var message = NFTMessage.request(.newSet, home, flags: .create)
    message.append(2, text: name)
    // NFT_SET_TIMEOUT, NFT_SET_EVAL
    message.append(3, bigEndian: flags ?? (patience == nil ? 0x10 : 0x30))
    message.append(4, bigEndian: BlockSet(.all).keyType)
    message.append(5, bigEndian: BlockSet(.all).keyLength)
    message.append(10, bigEndian: id)
    // NFTA_SET_TIMEOUT, in milliseconds
    if let patience { message.append(11, bigEndian: UInt64(patience.components.seconds * 1000)) }
    message.nest(9) { $0.append(1, bigEndian: capacity) }  // NFTA_SET_DESC, NFTA_SET_DESC_SIZE
    // NFTA_SET_USERDATA: NFTNL_UDATA_SET_KEYBYTEORDER, in the machine's own byte order: big-endian.
    var userdata: [UInt8] = [0, 4]
    userdata.append(native: UInt32(2))
    message.append(13, userdata)
    return message
  }

  /// `flush chain FAMILY dhcpward NAME`
  private static func flush(_ chain: String, _ home: NFTHome) -> NetlinkMessage {
    var message = NFTMessage.request(.delRule, home)
    message.append(2, text: chain)
    return message
  }
}
