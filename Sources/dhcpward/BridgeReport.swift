import Control
import Plans
import Wire

/// A bridge of dhcpward's, as `bridge show` and `status` print it.
struct BridgeReport: Encodable {
  let name: String
  let port: String
  @Nullable var mac: String?
  let mtu: Int
  let up: Bool
  /// Who built it: `watch` or `hand`.
  let origin: String
  /// False for one that a killed process left half built.
  let complete: Bool
  /// Seconds until it is undone unless it is confirmed; null for one that stays.
  @Nullable var unconfirmed: Int?
  let addresses: [String]

  /// All of them; `now` is time since boot.
  static func all(in network: Network, now: BootTime) -> [BridgeReport] {
    network.links.compactMap { link in
      Bridge(link).map { BridgeReport($0, link: link, network: network, now: now) }
    }
  }

  private init(_ bridge: Bridge, link: Link, network: Network, now: BootTime) {
    unconfirmed = bridge.deadline.map { ($0 - now).secondsLeft }
    name = bridge.name.description
    port = bridge.port.description
    mac = link.address?.description
    mtu = link.mtu
    up = link.isUp
    origin = bridge.origin.rawValue
    complete = network[bridge.port]?.master == bridge.name
    addresses = network.addresses.filter { $0.interface == bridge.name }.map(\.prefix.description)
  }

  private var waiting: String {
    guard let unconfirmed else { return "" }
    return unconfirmed > 0
      ? "  unconfirmed, undone in \(unconfirmed) s: `dhcpward bridge confirm --port \(port)` keeps it\n"
      : "  unconfirmed, and its time is over: `dhcpward bridge down --port \(port)` if it stays\n"
  }

  var text: String {
    "bridge \(name) over \(port), \(up ? "up" : "down"), mtu \(mtu), address \(mac ?? "none")\n"
      + "  built by \(origin == "hand" ? "hand" : "the daemon")"
      + (complete ? "" : ", unfinished: `dhcpward bridge down --port \(port)` repairs it") + "\n"
      + waiting
      + addresses.map { "  \($0)\n" }.joined()
  }
}

extension Duration {
  /// Whole seconds, rounded up; none once it is over.
  var secondsLeft: Int { Int((max(.zero, self) / .seconds(1)).rounded(.up)) }
}
