import Plans
import Wire

/// Who is exempt from the gate, and who is known to be healthy: a mirror of the kernel's sets, and what of it the kernel is
/// still to be told.
struct KnownClients {
  /// How long a source is known after a server confirmed its lease.
  static let lifetime: Duration = .seconds(86_400)
  /// The most that are learnt; the rest of the kernel's set is for what has ended and is not collected yet.
  static let limit = 60_000
  /// So that hundreds of machines that boot at once are told in few transactions.
  private static let gathering: Duration = .milliseconds(500)
  /// After which the kernel is told again when it could not be.
  private static let retry: Duration = .seconds(60)

  private var learnt: [MACAddress: BootTime] = [:]
  private var exempt: Set<MACAddress> = []
  private var untold: Set<MACAddress> = []
  private var lastSweep: BootTime?
  /// When the kernel is to be told.
  private(set) var due: BootTime?

  /// How many are known.
  var count: Int { learnt.count + exempt.count }

  /// Takes those that are known or exempt already, by an earlier run.
  mutating func adopt(_ some: [KnownClient], now: BootTime) {
    for one in some {
      if one.isExempt { exempt.insert(one.mac) }
      guard let lifetime = one.lifetime, learnt.count < Self.limit else { continue }
      learnt[one.mac] = now + lifetime
    }
  }

  /// Whom the kernel is to be told of, and whom it is to forget, so that these are exempt.
  func difference(to macs: Set<MACAddress>) -> (new: [MACAddress], gone: [MACAddress]) {
    let macs = macs.filter { !$0.isGroup && $0 != .zero }
    return (macs.subtracting(exempt).sorted(), exempt.subtracting(macs).sorted())
  }

  /// The kernel has done so.
  mutating func exempt(_ new: [MACAddress], notAnyMore gone: [MACAddress] = []) {
    exempt.formUnion(new)
    exempt.subtract(gone)
  }

  /// A server confirmed a lease to this source. The kernel is told again only when half of its time is over; false
  /// when there is no room for it.
  mutating func meet(_ mac: MACAddress, now: BootTime) -> Bool {
    guard !mac.isGroup, mac != .zero, !exempt.contains(mac) else { return true }
    let end = now + Self.lifetime
    if let known = learnt[mac] {
      guard known - now < Self.lifetime / 2 else { return true }
    } else if learnt.count >= Self.limit {
      sweep(now)
      guard learnt.count < Self.limit else { return false }
    }
    learnt[mac] = end
    untold.insert(mac)
    due = due ?? now + Self.gathering
    return true
  }

  /// Forgets a source; false when it was not known.
  mutating func forget(_ mac: MACAddress) -> Bool {
    untold.remove(mac)
    return learnt.removeValue(forKey: mac) != nil
  }

  /// Whom the kernel is to be told of now.
  func news(now: BootTime) -> [KnownClient] {
    guard let due, due <= now else { return [] }
    return untold.sorted().compactMap { knownClient($0, now) }
  }

  /// The kernel was told, or could not be and is told again later.
  mutating func wasTold(_ isDone: Bool, now: BootTime) {
    if isDone { untold.removeAll() }
    due = isDone ? nil : now + Self.retry
  }

  /// Those that are exempt.
  var exempted: [KnownClient] { exempt.sorted().map { KnownClient(mac: $0, isExempt: true) } }

  /// Everybody who is known, for a set that has lost them.
  func all(now: BootTime) -> [KnownClient] {
    exempted
      + learnt.keys.sorted().compactMap { knownClient($0, now) }
  }

  private func knownClient(_ mac: MACAddress, _ now: BootTime) -> KnownClient? {
    learnt[mac].flatMap { $0 > now ? KnownClient(mac: mac, lifetime: $0 - now) : nil }
  }

  // Going through all is worth it once in a while only: a flood of confirmations must not cost that each time.
  private mutating func sweep(_ now: BootTime) {
    if let lastSweep, now - lastSweep < .seconds(60) { return }
    lastSweep = now
    learnt = learnt.filter { $0.value > now }
  }
}
