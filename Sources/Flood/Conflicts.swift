import Wire

/// The latest DECLINEs, of whomever: one client that declines is odd, several mean that the addresses are taken. So many
/// that half of them can be one source's that is over its threshold.
struct Conflicts: Sendable {
  private struct Decline: Sendable {
    let key: UInt64
    let client: UInt32
    let address: IPv4Address
    let at: Int64
  }

  static let capacity = 64
  /// DECLINEs that are an alarm when one client sends them all, and when several do.
  private static let ofOne = 10
  private static let ofSeveral = 5
  /// Addresses that are named.
  private static let named = 8

  private var latest: [Decline] = []
  private var oldest = 0
  private let window: Int64

  init(clock: MonotonicFrameClock) { window = clock.units(.seconds(600)) }

  /// A source declines an address for a client; zero stands for one that it does not name.
  mutating func note(_ key: UInt64, client: UInt32, _ address: IPv4Address, at now: Int64) {
    let decline = Decline(key: key, client: client, address: address, at: now)
    guard latest.count == Self.capacity else { return latest.append(decline) }
    latest[oldest] = decline
    oldest = oldest + 1 == Self.capacity ? 0 : oldest + 1
  }

  /// Whether others decline too, at least a quarter as often as this source, or as this client of it.
  func areShared(by key: UInt64, client: UInt32? = nil, at now: Int64) -> Bool {
    var (own, others) = (0, 0)
    for decline in latest where now &- decline.at < window {
      if decline.key == key, client == nil || decline.client == client { own += 1 } else { others += 1 }
    }
    return others > 0 && others * 4 >= own
  }

  /// Enough were sent within ten minutes to say so: by several clients, or by one.
  func areMany(at now: Int64) -> Bool {
    var (count, first, isOfSeveral) = (0, UInt32(0), false)
    for decline in latest where now &- decline.at < window {
      if count > 0, decline.client != first { isOfSeveral = true }
      (count, first) = (count + 1, decline.client)
    }
    return count >= (isOfSeveral ? Self.ofSeveral : Self.ofOne)
  }

  /// What they come to, and what to do.
  func words(at now: Int64) -> String {
    let recent = latest.filter { now &- $0.at < window }
    let addresses = Set(recent.map(\.address.bits)).subtracting([0]).sorted().map(IPv4Address.init(bits:))
    let clients = Set(recent.map(\.client)).count
    var words = "\(recent.count) DECLINEs of \(clients) \(clients == 1 ? "client" : "clients") in 10 min"
    if !addresses.isEmpty {
      let left = addresses.count - Self.named
      words += ": " + addresses.prefix(Self.named).map(\.description).joined(separator: ", ")
      if left > 0 { words += " and \(left) more" }
    }
    return words + "; see who answers ARP for them (arping -D), such as a host with proxy ARP"
  }

  /// The only source that declines; nil when several do.
  func onlySource(at now: Int64) -> UInt64? {
    let keys = Set(latest.lazy.filter { now &- $0.at < window }.map(\.key))
    return keys.count == 1 ? keys.first : nil
  }
}
