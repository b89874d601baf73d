internal import Wire

/// Plans in the language of nft(8), 1.0.6 and later. Steps of other languages are left out.
public enum NFTablesText {
  /// The family and name of dhcpward's table on bridges.
  public static let table = "bridge dhcpward"
  /// The one chain of it, at the hook that every frame passes before the bridge decides.
  public static let chain = "prerouting"
  /// The family and name of its table on a port.
  public static let netdevTable = "netdev dhcpward"
  /// The one chain of that, at the hook before the port's frames go anywhere but to packet sockets.
  public static let netdevChain = "ingress"
  /// The family and name of its table with broute rules, whose one chain is `chain` behind that of `table`.
  public static let brouteTable = "bridge dhcpward_broute"

  /// The family and name of one of dhcpward's tables; those of ebtables have none here.
  public static func name(_ table: Table) -> String {
    switch table {
    case .nftables, .ebtables, .brouting, .xdp: Self.table
    case .netdev: netdevTable
    }
  }

  static func chain(_ table: Table) -> String {
    if case .netdev = table { netdevChain } else { chain }
  }

  /// The set that holds the sources blocked in a scope, or the sources and ports.
  public static func setName(_ set: BlockSet) -> String {
    if let version = set.clients { return clientSetName(version) }
    let name =
      switch set.scope {
      case .dhcp: "blocked_dhcp"
      case .all: "blocked_all"
      case .llc: "blocked_802_3"
      }
    return set.isAtPort ? "\(name)_at_port" : name
  }

  /// The rules of a set, in order; those of scope `dhcp` are in `dhcpChain`. They match the source last, so that an
  /// element's counter counts the frames that were dropped and no others.
  public static func rules(_ set: BlockSet) -> [FilterRule] {
    if let version = set.clients { return clientRules(version) }
    // The type of a frame of 802.3 is its length, bare and behind a tag.
    let matches: [FilterRule.Part] = set.scope == .llc ? [.frameType(0x0600, is: .less)] : []
    return [FilterRule(matches + [.source(in: setName(set), atPort: set.isAtPort), .verdict(.drop)])]
  }

  /// The rules against group addresses and the zero address, which are nobody's source, in order. A bridge lets none of
  /// these in by itself (is_valid_ether_addr in net/bridge/br_input.c), so they are needed at a port's ingress only.
  public static let nobodyRules = [
    FilterRule(.sourceIsGroup, .counter, .verdict(.drop)),
    FilterRule(.sourceIs(.zero), .counter, .verdict(.drop)),
  ]

  /// A script that `nft -f` loads as one transaction; empty when the plan has nothing for nft.
  public static func script(_ plan: Plan) -> String {
    var sections: [String] = []
    var rest = plan.changes[...]
    var fresh: Set<BlockSet> = []
    var isGateFresh = false
    while let change = rest.first {
      let run: ArraySlice<Change>
      switch change {
      case .block(_, let table) where table.dialect == .nftables:
        run = rest.prefix { if case .block(_, table) = $0 { true } else { false } }
      case .unblock(_, let table) where table.dialect == .nftables:
        run = rest.prefix { if case .unblock(_, table) = $0 { true } else { false } }
      case .know(_, let table) where table.dialect == .nftables:
        run = rest.prefix { if case .know(_, table) = $0 { true } else { false } }
      case .forget(_, let table) where table.dialect == .nftables:
        run = rest.prefix { if case .forget(_, table) = $0 { true } else { false } }
      default: run = rest.prefix(1)
      }
      if let section = section(run, fresh: fresh, isGateFresh: isGateFresh) { sections.append(section) }
      if case .installRuleset(let ruleset) = change, ruleset.table.dialect == .nftables {
        fresh.formUnion(ruleset.sets)
      }
      if case .installGate = change { isGateFresh = true }
      rest = rest.dropFirst(run.count)
    }
    return sections.joined(separator: "\n")
  }

  /// The same step as arguments of nft(8), as a person types them; empty for a step of another language.
  public static func commands(_ change: Change) -> [[String]] {
    let statements: [String]
    switch change {
    case .installRuleset(let ruleset) where ruleset.table.dialect == .nftables:
      statements = installing(ruleset)
    case .removeRuleset(let ruleset) where ruleset.table.dialect == .nftables: statements = removing(ruleset)
    case .block(let block, let table) where table.dialect == .nftables:
      statements = [verb("add", table, block.set, elements(block))]
    case .unblock(let block, let table) where table.dialect == .nftables:
      statements = [verb("delete", table, block.set, keys(block))]
    case .installGate(let gate): statements = installing(gate)
    case .removeGate(let gate): statements = removing(gate)
    case .changeGate(let gate, _): statements = changing(gate)
    case .know(let one, let table) where table.dialect == .nftables:
      statements = [verb("add", table, setName(one), [element(one)])]
    case .forget(let one, let table) where table.dialect == .nftables:
      statements = forgetting([one], table)
    case .installBroute(let broute) where broute.dialect == .nftables: statements = installing(broute)
    case .removeBroute(let broute) where broute.dialect == .nftables:
      statements = ["delete table \(brouteTable)"]
    case .installVLANFilter(let filter): statements = installing(filter)
    case .changeVLANFilter(let filter, _): statements = [removing(filter)] + installing(filter)
    case .removeVLANFilter(let filter): statements = [removing(filter)]
    default: statements = []
    }
    return statements.map { ["nft", $0] }
  }
}

extension NFTablesText {
  static let gatePriority = -299

  static func hook(_ table: Table, priority: Int = -300) -> String {
    if case .netdev(let port) = table {
      return "type filter hook ingress device \"\(port)\" priority \(priority); policy accept;"
    }
    return "type filter hook prerouting priority \(priority); policy accept;"
  }

  private static func section(
    _ run: ArraySlice<Change>, fresh: Set<BlockSet>, isGateFresh: Bool
  ) -> String? {
    switch run.first {
    case .installRuleset(let ruleset) where ruleset.table.dialect == .nftables:
      return text(ruleset)
    case .removeRuleset(let ruleset) where ruleset.table.dialect == .nftables:
      let comment =
        ruleset.includesTable
        ? "# Everything of dhcpward's is in this table."
        : ruleset.isOfOwn
          ? "# No longer this host's own."
          : "# Emptied: nft deletes a rule only by its handle (nft -a list table \(name(ruleset.table)))."
      return lines([comment] + removing(ruleset))
    case .block(_, let table) where table.dialect == .nftables:
      return lines(["# Blocked sources."] + blocking(run, table, fresh: fresh))
    case .unblock(_, let table) where table.dialect == .nftables:
      return lines(
        ["# No longer blocked."]
          + bySet(run).map { verb("delete", table, $0, unique($1.flatMap(keys), by: \.self)) })
    case .installGate(let gate): return text(gate)
    case .changeGate(let gate, _):
      return lines(["# Another rate for those that are not known."] + changing(gate))
    case .removeGate(let gate): return lines(["# Everybody is let in."] + removing(gate))
    case .know(_, let table) where table.dialect == .nftables:
      return lines(
        ["# Known to be healthy, or exempt."]
          + knowing(run.compactMap(\.knownClient), table, fresh: isGateFresh))
    case .forget(_, let table) where table.dialect == .nftables:
      return lines(["# No longer known."] + forgetting(run.compactMap(\.knownClient), table))
    case .installBroute(let broute) where broute.dialect == .nftables: return text(broute)
    case .removeBroute(let broute) where broute.dialect == .nftables:
      return lines(["# No longer routed up.", "delete table \(brouteTable)"])
    case .installVLANFilter(let filter): return text(filter)
    case .changeVLANFilter(let filter, _): return lines([removing(filter)]) + text(filter)
    case .removeVLANFilter(let filter):
      return lines(["# Frames of every VLAN come in.", removing(filter)])
    default: return nil
    }
  }

  // An element that stands keeps its old time when it is added again, so it is deleted in between; adding it
  // first keeps the delete from failing where it does not stand.
  private static func blocking(_ run: ArraySlice<Change>, _ table: Table, fresh: Set<BlockSet>) -> [String] {
    bySet(run).flatMap { set, blocks in
      let names = unique(blocks.flatMap(keys), by: \.self)
      let renewal =
        fresh.contains(set) ? [] : [verb("add", table, set, names), verb("delete", table, set, names)]
      return renewal + [verb("add", table, set, elements(blocks))]
    }
  }

  private static func bySet(_ run: ArraySlice<Change>) -> [(BlockSet, [Block])] {
    let blocks = run.compactMap { change -> Block? in
      switch change {
      case .block(let block, _), .unblock(let block, _): block
      default: nil
      }
    }
    return BlockSet.allCases.compactMap { set in
      let some = blocks.filter { $0.set == set }
      return some.isEmpty ? nil : (set, some)
    }
  }

  private static func keys(_ block: Block) -> [String] {
    switch block.subject {
    case .address(let mac): [block.port.map { "\"\($0)\" . \(mac)" } ?? "\(mac)"]
    case .client(let client): [key(client)] + (client.renewals.map { [key($0)] } ?? [])
    case .line: []
    }
  }

  private static func elements(_ block: Block) -> [String] {
    var comments = [block.comment]
    if let client = block.subject.client { comments.append(Block.renewalComment(of: client)) }
    return zip(keys(block), comments).map { element($0, block.lifetime, $1) }
  }

  // The renewals of a client that is blocked behind several relays are one element.
  private static func elements(_ blocks: [Block]) -> [String] {
    unique(zip(blocks.flatMap(keys), blocks.flatMap(elements)).map { ($0, $1) }, by: \.0).map(\.1)
  }

  private static func unique<Element>(_ some: [Element], by key: (Element) -> String) -> [Element] {
    var seen: Set<String> = []
    return some.filter { seen.insert(key($0)).inserted }
  }

  private static func element(_ key: String, _ lifetime: Duration?, _ comment: String?) -> String {
    guard lifetime != nil || comment != nil else { return key }
    let timeout = lifetime.map { " timeout \($0.compact)" } ?? ""
    let comment = comment.map { " comment \"\($0)\"" } ?? ""
    return "\(key) counter packets 0 bytes 0\(timeout)\(comment)"
  }

  private static func verb(_ word: String, _ table: Table, _ set: BlockSet, _ elements: [String]) -> String {
    verb(word, table, setName(set), elements)
  }

  static func verb(_ verb: String, _ table: Table, _ set: String, _ elements: [String]) -> String {
    let list = elements.count == 1 ? " \(elements[0]) " : "\n\t" + elements.joined(separator: ",\n\t") + "\n"
    return "\(verb) element \(name(table)) \(set) {\(list)}"
  }

  static func lines(_ lines: [String]) -> String { lines.map { $0 + "\n" }.joined() }
}
