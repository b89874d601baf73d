import CNetlink
import Glibc
package import Netlink
package import Plans
import System
package import Wire

/// Looks through the tables of nftables and iptables-nft for interfaces that they name. Reads, changes nothing, and ends
/// in time however many rules there are.
package struct FirewallReader {
  private struct Place: Hashable {
    let family: UInt8
    let table: String
    let chain: String

    var words: String { "\(family) \(table) \(chain)" }
  }

  private struct Chain {
    /// NF_INET_ hook; nil for one that is only jumped to.
    var hook: UInt32?
    var isClosed = false
    var jumps: Set<String> = []
    var verdictMaps: Set<String> = []
    var interfaces: [FirewallRule.Interface: (rules: Int, mayConcernDHCP: Bool)] = [:]
  }

  // NFPROTO_INET, NFPROTO_IPV4, NFPROTO_IPV6.
  private static let families: [UInt8: String] = [1: "inet", 2: "ip", 10: "ip6"]
  private static let time: Duration = .seconds(2)
  private static let mostElements = 10_000

  private let name: (Int32) -> InterfaceName?
  private var socket: NetlinkSocket
  private let deadline: BootTime
  private var chains: [Place: Chain] = [:]
  private var isCutShort = false

  /// `name` tells an interface by its index.
  package init(name: @escaping (Int32) -> InterfaceName?) throws(NetlinkError) {
    self.name = name
    socket = try NetlinkSocket(.netfilter)
    deadline = SystemClock.boot + Self.time
  }

  /// Every mention of an interface in a chain that packets come to.
  package mutating func read() throws(NetlinkError) -> Firewall {
    for family in Self.families.keys.sorted() where !isCutShort {
      try scan(.getChain, family) { $0.readChain($1, family) }
      try scan(.getRule, family) { $0.readRule($1, family) }
    }
    for (place, chain) in chains {
      for map in chain.verdictMaps {
        let targets = targets(of: map, place)
        chains[place]?.jumps.formUnion(targets)
      }
    }
    var firewall = Firewall(mentions: [], isCutShort: false)
    let (reached, input, closed) = ways()
    for (place, chain) in chains.sorted(by: { $0.key.words < $1.key.words }) where reached.contains(place) {
      for (interface, found) in chain.interfaces {
        for name in resolve(interface, place) {
          firewall.mentions.append(
            Firewall.Mention(
              family: Self.families[place.family] ?? "?", table: String(foreign: place.table.utf8),
              chain: String(foreign: place.chain.utf8),
              name: name, rules: found.rules, isInput: input.contains(place),
              isClosed: closed.contains(place) || chain.isClosed, mayConcernDHCP: found.mayConcernDHCP))
        }
      }
    }
    firewall.isCutShort = isCutShort
    return firewall
  }

  private mutating func scan(
    _ operation: NFTMessage.Operation, _ family: UInt8,
    _ body: (inout FirewallReader, NetlinkAttributes) -> Void
  ) throws(NetlinkError) {
    let request = NFTMessage.request(operation, family: family)
    var reader = self
    let isWhole = try socket.scan(request, operation: "look through the firewall") { reply in
      body(&reader, reply.attributes(after: 4))
      return SystemClock.boot < deadline
    }
    self = reader
    if !isWhole { try breakOff() }
  }

  // What was not read of a list would have to be read before anything else is asked.
  private mutating func breakOff() throws(NetlinkError) {
    isCutShort = true
    socket = try NetlinkSocket(.netfilter)
  }

  private mutating func readChain(_ attributes: NetlinkAttributes, _ family: UInt8) {
    guard let table = attributes[UInt16(NFTA_CHAIN_TABLE.rawValue)]?.text,
      let name = attributes[UInt16(NFTA_CHAIN_NAME.rawValue)]?.text
    else { return }
    var chain = Chain()
    chain.hook =
      attributes[UInt16(NFTA_CHAIN_HOOK.rawValue)]?.nested[UInt16(NFTA_HOOK_HOOKNUM.rawValue)]?.bigEndian(
        UInt32.self)
    chain.isClosed = attributes[UInt16(NFTA_CHAIN_POLICY.rawValue)]?.bigEndian(UInt32.self) == 0  // NF_DROP
    chains[Place(family: family, table: table, chain: name)] = chain
  }

  private mutating func readRule(_ attributes: NetlinkAttributes, _ family: UInt8) {
    guard let table = attributes[UInt16(NFTA_RULE_TABLE.rawValue)]?.text,
      let name = attributes[UInt16(NFTA_RULE_CHAIN.rawValue)]?.text
    else { return }
    let place = Place(family: family, table: table, chain: name)
    let rule = FirewallRule(attributes[UInt16(NFTA_RULE_EXPRESSIONS.rawValue)])
    var chain = chains.removeValue(forKey: place) ?? Chain()
    chain.jumps.formUnion(rule.jumps)
    chain.verdictMaps.formUnion(rule.verdictMaps)
    if rule.dropsAll { chain.isClosed = true }
    for interface in rule.interfaces {
      let old = chain.interfaces[interface] ?? (0, false)
      chain.interfaces[interface] = (old.rules + 1, old.mayConcernDHCP || rule.mayConcernDHCP)
    }
    chains[place] = chain
  }

  // Which chains are reached, by what is for this host, and behind one that drops the rest.
  private func ways() -> (reached: Set<Place>, input: Set<Place>, closed: Set<Place>) {
    var (reached, input, closed): (Set<Place>, Set<Place>, Set<Place>) = ([], [], [])
    for (start, base) in chains {
      guard let hook = base.hook else { continue }
      var rest = [start]
      var seen: Set<Place> = [start]
      while let place = rest.popLast() {
        for name in chains[place]?.jumps ?? [] {
          let next = Place(family: place.family, table: place.table, chain: name)
          if seen.insert(next).inserted { rest.append(next) }
        }
      }
      reached.formUnion(seen)
      if hook <= 1 {  // NF_INET_LOCAL_IN
        input.formUnion(seen)
      }
      if base.isClosed { closed.formUnion(seen) }
    }
    return (reached, input, closed)
  }

  // MARK: - Sets

  private mutating func resolve(_ interface: FirewallRule.Interface, _ place: Place) -> [Firewall.Name] {
    switch interface {
    case .name(let name): [name]
    case .index(let index): name(index).map { [.exact("\($0)")] } ?? []
    case .set(let set, let offset, let isIndex):
      elements(of: set, place).compactMap { element -> Firewall.Name? in
        guard
          let key = element[UInt16(NFTA_SET_ELEM_KEY.rawValue)]?.nested[UInt16(NFTA_DATA_VALUE.rawValue)]?
            .bytes
        else {
          return nil
        }
        let rest = key.dropFirst(offset)
        guard !isIndex else {
          return rest.nativeNumber(at: 0, as: Int32.self).flatMap(name).map { .exact("\($0)") }
        }
        return FirewallRule.name(rest.prefix(Int(IFNAMSIZ)))
      }
    }
  }

  private mutating func targets(of map: String, _ place: Place) -> Set<String> {
    Set(
      elements(of: map, place).compactMap {
        $0[UInt16(NFTA_SET_ELEM_DATA.rawValue)]?.nested[UInt16(NFTA_DATA_VERDICT.rawValue)]?.nested[
          UInt16(NFTA_VERDICT_CHAIN.rawValue)]?
          .text
      })
  }

  // A set that is gone meanwhile has none.
  private mutating func elements(of set: String, _ place: Place) -> [NetlinkAttributes] {
    var request = NFTMessage.request(.getElement, family: place.family)
    request.append(UInt16(NFTA_SET_ELEM_LIST_TABLE.rawValue), text: place.table)
    request.append(UInt16(NFTA_SET_ELEM_LIST_SET.rawValue), text: set)
    var found: [NetlinkAttributes] = []
    let isWhole = try? socket.scan(request, operation: "look through the firewall") { reply in
      for element in reply.attributes(after: 4)[UInt16(NFTA_SET_ELEM_LIST_ELEMENTS.rawValue)]?.nested
        ?? NetlinkAttributes([])
      {
        found.append(element.nested)
      }
      return found.count < Self.mostElements && SystemClock.boot < deadline
    }
    if isWhole == false { try? breakOff() }
    return found
  }
}
