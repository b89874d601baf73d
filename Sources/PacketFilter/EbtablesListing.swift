import Plans
internal import Wire

/// What `ebtables -L --Lc --Lmac2` prints, by either flavour.
struct EbtablesListing: Hashable, Sendable {
  /// One rule of a chain.
  struct Rule: Hashable, Sendable {
    /// Its words as the tool takes them back, such as `-s 02:00:00:00:00:99 -j DROP`.
    var words: [String]
    /// Frames that met it.
    var packets: UInt64
    /// Bytes that met it.
    var bytes: UInt64

    /// The word behind an option.
    func value(of option: String) -> String? {
      words.firstIndex(of: option).flatMap { $0 + 1 < words.count ? words[$0 + 1] : nil }
    }
  }

  /// The rules of each chain, in order.
  private(set) var chains: [String: [Rule]] = [:]

  /// Reads the listing; what looks like neither chain nor rule is left out.
  init(_ text: String) {
    var current: String?
    for line in text.split(separator: "\n") {
      if line.hasPrefix("Bridge chain: ") {
        let name = String(line.dropFirst(14).prefix { $0 != "," })
        current = name
        chains[name] = []
      } else if let current, line.hasPrefix("-") {
        chains[current]?.append(Self.rule(line))
      }
    }
  }

  /// `-j DROP , pcnt = 5 -- bcnt = 300`; legacy writes `-j DHCPWARD, pcnt` for a jump to a user's chain.
  private static func rule(_ line: Substring) -> Rule {
    guard let comma = line.lastIndex(of: ","), line[comma...].hasPrefix(", pcnt = ") else {
      return Rule(words: words(line), packets: 0, bytes: 0)
    }
    let counts = line[comma...].split(separator: " ").compactMap { UInt64($0) }
    return Rule(
      words: words(line[..<comma]), packets: counts.first ?? 0, bytes: counts.dropFirst().first ?? 0)
  }

  private static func words(_ text: Substring) -> [String] { text.split(separator: " ").map(String.init) }

  /// How often a chain jumps to dhcpward's, by a rule that matches everything.
  func jumps(from hook: String) -> Int {
    chains[hook, default: []].count { $0.words == ["-j", EbtablesText.chain] }
  }

  /// dhcpward's chain is there.
  var hasChain: Bool { chains[EbtablesText.chain] != nil }

  /// dhcpward's chain is there and the bridge's frames come by it.
  var isInstalled: Bool { hasChain && EbtablesText.hooks.allSatisfy { jumps(from: $0) > 0 } }

  /// Every rule of dhcpward's chain, when this is the listing of that table (nil: filter).
  func rules(of table: String?) -> [EbtablesRule: [Rule]] {
    Dictionary(grouping: chains[EbtablesText.chain, default: []]) {
      EbtablesRule(table: table, words: $0.words)
    }
  }

  /// The blocks whose every rule is there; counters are the sums of their rules'.
  var blocks: [StandingBlock] {
    let rules = self.rules(of: nil)
    let sources = Set(
      chains[EbtablesText.chain, default: []].compactMap { rule -> Block.Key? in
        rule.value(of: "-s").flatMap { MACAddress($0) }.map {
          Block.Key(mac: $0, scope: .all, port: rule.value(of: "-i").flatMap { InterfaceName($0) })
        }
      })
    return Scope.allCases.flatMap { scope in
      sources.sorted().compactMap { source -> StandingBlock? in
        let block = Block(source.subject, scope: scope, port: source.port)
        let found = EbtablesText.commands(.block(block, .ebtables)).map {
          rules[EbtablesRule($0), default: []]
        }
        guard found.allSatisfy({ !$0.isEmpty }) else { return nil }
        let all = found.flatMap { $0 }
        return StandingBlock(
          block: block, remaining: nil, packets: all.reduce(0) { $0 &+ $1.packets },
          bytes: all.reduce(0) { $0 &+ $1.bytes })
      }
    }
  }
}
