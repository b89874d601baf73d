public import Daemon
import Flood
import Plans
import Wire

// The asking side. A daemon of a later version may know kinds of messages, events and alarms that this program does not:
// they are left out. What it cannot do without makes the whole unreadable.

extension SnapshotReport {
  /// What the daemon meant; nil when this program does not understand it.
  public var snapshot: Snapshot? {
    guard schema == Self.schema, let at = Timestamp(at), let since = Timestamp(since) else { return nil }
    let guarded = posts.compactMap { $0.guarded(at: at) }
    guard guarded.count == posts.count else { return nil }
    return Snapshot(
      at: at, since: since, isDurable: durable, guarded: guarded,
      awaited: (waiting ?? []).compactMap(InterfaceName.init))
  }
}

extension SnapshotReport.Interface {
  fileprivate func guarded(at: Timestamp) -> Snapshot.Interface? {
    guard let name = InterfaceName(interface), let mode = Mode(rawValue: mode),
      let dialect = Dialect(rawValue: dialect), let scope = Scope(rawValue: scope)
    else { return nil }
    var guarded = Snapshot.Interface(
      name: name, mode: mode, dialect: dialect, scope: scope, bridge: bridge.flatMap(InterfaceName.init),
      isDryRun: dryRun, capacity: capacity)
    guarded.framesReceived = frames
    guarded.framesDropped = framesDropped
    guarded.messages = messages.kinds
    for (name, count) in events { Event.Kind(rawValue: name).map { guarded.events[$0] = count } }
    for (name, count) in alarms { Alarm.Kind(rawValue: name).map { guarded.alarms[$0] = count } }
    guarded.standing = (standing ?? []).compactMap(\.alarm)
    guarded.sources = sources
    guarded.ownBlocks = blocks.watch
    guarded.handBlocks = blocks.hand
    guarded.talkers = talkers.compactMap(\.talker)
    guarded.clients = (clients ?? []).compactMap { $0.talker(at: at) }
    return guarded
  }
}

extension SnapshotReport.StandingAlarm {
  fileprivate var alarm: Alarm? {
    guard let kind = Alarm.Kind(rawValue: kind), let at = Timestamp(at) else { return nil }
    return Alarm(
      kind: kind, at: at,
      subject: subject.flatMap { Subject($0) } ?? mac.flatMap { MACAddress($0) }.map(Subject.address),
      detail: detail)
  }
}

extension SnapshotReport.Client {
  fileprivate func talker(at: Timestamp) -> Snapshot.Talker? {
    guard let router = MACAddress(router), let name = RelayedClient.Name(client, via: via) else { return nil }
    var talker = Snapshot.Talker(mac: router, last: at)
    talker.client = RelayedClient(name, behind: router)
    (talker.verdict, talker.dropped, talker.strikes, talker.reason) = (.blocked, dropped, strikes, reason)
    talker.until = until.flatMap(Timestamp.init)
    return talker
  }
}

extension SnapshotReport.Talker {
  fileprivate var talker: Snapshot.Talker? {
    guard let mac = MACAddress(mac), let last = Timestamp(last),
      let verdict = Snapshot.Talker.Verdict(rawValue: verdict)
    else { return nil }
    var talker = Snapshot.Talker(mac: mac, last: last)
    talker.messages = messages
    talker.dropped = dropped
    talker.kinds = kinds.kinds
    talker.verdict = verdict
    talker.until = until.flatMap(Timestamp.init)
    talker.strikes = strikes
    talker.reason = reason
    talker.vendor = vendor
    talker.behind = port.flatMap(InterfaceName.init).map { Whereabouts(port: $0, guest: guest) }
    return talker
  }
}

extension SnapshotReport.Kinds {
  private static let names4 = names(isVersion6: false)
  private static let names6 = names(isVersion6: true)

  private static func names(isVersion6: Bool) -> [String: MessageKind] {
    let kinds = MessageKind.allCases.filter { $0.isVersion6 == isVersion6 }
    return Dictionary(uniqueKeysWithValues: kinds.map { ($0.name, $0) })
  }

  fileprivate var kinds: [MessageKind: Int] {
    var kinds: [MessageKind: Int] = [:]
    for (name, count) in v4 { Self.names4[name].map { kinds[$0] = count } }
    for (name, count) in v6 { Self.names6[name].map { kinds[$0] = count } }
    return kinds
  }
}
