public import Daemon
public import Wire

/// How fast everything goes: what successive snapshots of the daemon differ by.
public struct TalkerRates: Sendable {
  /// A source at an interface; nil is the interface itself.
  public struct Subject: Hashable, Sendable {
    /// Where.
    public var interface: InterfaceName
    /// Who.
    public var mac: MACAddress?
    /// The client behind that source; nil for the source.
    public var client: RelayedClient?

    /// A subject from its parts.
    public init(_ interface: InterfaceName, _ mac: MACAddress? = nil, client: RelayedClient? = nil) {
      self.interface = interface
      self.mac = mac
      self.client = client
    }

    /// Who; nil for the interface.
    public var who: Wire.Subject? { client.map(Wire.Subject.client) ?? mac.map(Wire.Subject.address) }
  }

  /// How many moments are remembered.
  public static let length = 60

  fileprivate struct Track {
    var heard: UInt64
    var dropped: UInt64
    // Messages a second, the newest last.
    var rates: [Double] = []
    var droppedRate = 0.0
    var wasSeen = true
  }

  private var tracks: [Subject: Track] = [:]
  private var last: (clock: BootTime, snapshot: Timestamp)?
  private var since: Timestamp?

  /// Nothing was seen yet.
  public init() {}

  /// Takes a snapshot; `at` is the time of a clock that nobody sets.
  public mutating func take(_ snapshot: Snapshot, at now: BootTime) {
    if since != snapshot.since { (tracks, last) = ([:], nil) }
    since = snapshot.since
    let seconds = last.map { Self.seconds(from: $0, to: (now, snapshot.at)) }
    guard seconds ?? 1 > 0 else { return }
    last = (now, snapshot.at)
    for interface in snapshot.guarded {
      let talkers = interface.talkers + interface.clients
      let dropped = talkers.reduce(UInt64(0)) { $0 &+ $1.dropped }
      note(Subject(interface.name), interface.messages.total, dropped, isBlocked: false, seconds)
      for talker in talkers {
        let subject = Subject(interface.name, talker.mac, client: talker.client)
        note(subject, talker.messages, talker.dropped, isBlocked: talker.verdict == .blocked, seconds)
      }
    }
    tracks = tracks.compactMapValues { track in
      var track = track
      // Who is in no snapshot does not send much; it is forgotten when all of what is shown would be nothing.
      if !track.wasSeen { track.add(0) }
      guard track.wasSeen || track.rates.contains(where: { $0 > 0 }) else { return nil }
      track.wasSeen = false
      return track
    }
  }

  /// Messages a second now: those that were heard, of a blocked source those that were dropped. Nil when there is but
  /// one snapshot of it.
  public func rate(of subject: Subject) -> Double? { tracks[subject]?.rates.last }

  /// Frames a second that blocks drop now.
  public func droppedRate(of subject: Subject) -> Double { tracks[subject]?.droppedRate ?? 0 }

  /// The rates so far, the newest last.
  public func rates(of subject: Subject) -> [Double] { tracks[subject]?.rates ?? [] }

  private mutating func note(
    _ subject: Subject, _ messages: Int, _ dropped: UInt64, isBlocked: Bool, _ seconds: Double?
  ) {
    let heard = UInt64(max(0, messages))
    guard let seconds, var track = tracks[subject] else {
      tracks[subject] = Track(heard: heard, dropped: dropped)
      return
    }
    let heardRate = Self.grown(from: track.heard, to: heard) / seconds
    track.droppedRate = Self.grown(from: track.dropped, to: dropped) / seconds
    // A tap in front of the rule hears what is dropped, one behind it does not.
    track.add(isBlocked ? max(track.droppedRate, heardRate) : heardRate)
    (track.heard, track.dropped, track.wasSeen) = (heard, dropped, true)
    tracks[subject] = track
  }

  // Between counting and hearing of it some time may pass, not always the same, so the daemon's own time is the better
  // one. But that clock may be set; then ours has to do.
  private static func seconds(
    from old: (clock: BootTime, snapshot: Timestamp), to new: (clock: BootTime, snapshot: Timestamp)
  ) -> Double {
    let here = Double((new.clock - old.clock).clampedNanoseconds) / 1e9
    let there = Double((new.snapshot - old.snapshot).clampedNanoseconds) / 1e9
    return there > here / 5 && there < here * 5 ? there : here
  }

  // A count that is lower than before began anew meanwhile.
  private static func grown(from old: UInt64, to new: UInt64) -> Double {
    Double(new >= old ? new - old : new)
  }
}

extension TalkerRates.Track {
  fileprivate mutating func add(_ rate: Double) {
    if rates.count == TalkerRates.length { rates.removeFirst() }
    rates.append(rate)
  }
}
