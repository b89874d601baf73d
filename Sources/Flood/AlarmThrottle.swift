import Wire

/// The alarms that nobody has taken yet, and when they were last raised, so that none is raised at every message.
///
/// The same is raised again after five minutes, if it lasts. About the network it is one of a kind a minute at most;
/// about sources it is `perMinute` of a kind.
struct AlarmThrottle: Sendable {
  private struct Ring: Sendable {
    var kind: Alarm.Kind
    var mac: MACAddress?
    var at: Int64
  }

  static let capacity = 64
  static let perMinute = 16

  private(set) var alarms: [Alarm] = []
  private var rings: [Ring] = []
  private let pause: Int64
  private let minute: Int64

  init(clock: MonotonicFrameClock) {
    pause = clock.units(.seconds(300))
    minute = clock.units(.seconds(60))
  }

  /// Whether an alarm would be raised now; so that words are made only then.
  func isReady(_ kind: Alarm.Kind, _ mac: MACAddress? = nil, at now: Int64) -> Bool {
    var lately = 0
    for ring in rings where ring.kind == kind {
      let age = now &- ring.at
      if ring.mac == mac, age < pause { return false }
      if age < minute { lately += 1 }
    }
    return lately < (mac == nil ? 1 : Self.perMinute)
  }

  /// Raises an alarm, unless it is too soon, or nobody takes them.
  mutating func raise(
    _ kind: Alarm.Kind, _ mac: MACAddress? = nil, at now: Int64, _ moment: Timestamp,
    _ detail: @autoclosure () -> String
  ) {
    guard isReady(kind, mac, at: now), alarms.count < Self.capacity else { return }
    rings.removeAll { now &- $0.at >= pause }
    if rings.count == Self.capacity { rings.removeFirst() }
    rings.append(Ring(kind: kind, mac: mac, at: now))
    alarms.append(Alarm(kind: kind, at: moment, mac: mac, detail: detail()))
  }

  /// Hands them over.
  mutating func take() -> [Alarm] {
    defer { alarms = [] }
    return alarms
  }
}
