import Blocks
import Daemon
import Flood
import Plans
import Wire

extension NetworkRepair {
  var words: String {
    switch self {
    case .rebuilt(let bridge, let count):
      "somebody deleted \(bridge.name): built again over \(bridge.port) with "
        + (count == 1 ? "1 address" : "\(count) addresses")
    case .takenIn(let bridge): "\(bridge.port) was not in \(bridge.name): taken in again"
    case .brouted(let port): "somebody took the broute rules of \(port) away: put back"
    case .filtered(let port): "somebody took the VLAN filter of \(port) away: put back"
    case .vlans(let vlans, let bridge):
      "\(bridge) has devices for \(vlans.inWords) now: frames of others stay out"
    case .moved(let addresses, let bridge):
      "\(list(addresses)) came to \(bridge.port): moved to \(bridge.name)"
    case .gone(let interface, let bridge): "\(interface) is gone; \(bridge) stays and waits for it"
    case .back(let interface): "\(interface) is back"
    case .owns(let macs, let interface):
      "the address of \(interface) is \(list(macs)) now: DHCP that comes in from it is dropped"
    case .notOwned(let interface, let words):
      "drop DHCP that comes in from \(interface)'s own address failed: \(words)"
    case .withoutExtra(let words): "not put back: \(words)"
    case .failed(let words): "keep the bridge failed: \(words)"
    }
  }
}

extension Occurrence.RuleRepair {
  var words: String {
    "\(somebody(culprit)) took \(isOfRules ? "rules" : "blocks") of dhcpward's away: put back"
      + (count == 0 ? "" : " with \(Notify.blocks(count))") + " in \(took.inMilliseconds) ms"
  }

  private var count: Int { blocks }
}

extension Occurrence.Contested {
  var words: String {
    switch self {
    case .rules: "its rules"
    case .bridge(let name): "\(name) or what is on it"
    }
  }
}

extension RetryBackoff.Alarm {
  /// That `culprit` keeps taking `what` away.
  func words(_ culprit: String, _ what: String, _ delay: Duration) -> String {
    switch self {
    case .losingIt:
      "\(culprit) keeps taking \(what) away: dhcpward waits \(delay.words) before it puts them back, and longer each time"
    case .lost: "\(culprit) still keeps taking \(what) away: put back once in \(delay.words) at most"
    }
  }
}

extension Duration {
  /// Milliseconds with one decimal.
  var inMilliseconds: String {
    let tenths = (clampedNanoseconds + 50_000) / 100_000
    return "\(tenths / 10).\(abs(tenths % 10))"
  }
}

/// `a, b`
func list(_ things: [some CustomStringConvertible]) -> String {
  things.map(\.description).joined(separator: ", ")
}

extension [VLAN] {
  fileprivate var inWords: String { isEmpty ? "no VLAN" : "VLAN " + list(self) }
}
