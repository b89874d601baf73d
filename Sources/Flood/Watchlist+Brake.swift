public import Wire

/// How many may be blocked, and whose place is given to whom.
extension Watchlist {
  /// Over a window of so long a block that drops fewer than `leastUse` is of a flood that is over.
  private static let useWindow: Duration = .seconds(5)

  var useWindow: Int64 { clock.units(Self.useWindow) }

  /// What the slowest flood that is blocked for its number of messages sends in a window.
  var leastUse: Int {
    let seconds = Int64(Self.useWindow.components.seconds)
    let rates = policy.thresholds.filter { $0.level == .block && $0.kind == nil }.map {
      Int64($0.count) * seconds / max(1, $0.window.components.seconds)
    }
    return max(1, Int(rates.min() ?? 1))
  }

  /// Half of what may be blocked is: from here on it matters what each block still drops. Where the messages of blocked
  /// sources are not heard, `noteDropped` is to be called for each of them every second.
  public var isNearBrake: Bool {
    bans.count * 2 >= policy.brake
      || blocks.count >= policy.pace
        && clock.now &- blocks[oldestBlock] < 60 * unitsPerSecond
  }

  /// The rule that blocks a source has dropped so many frames since it was made.
  public mutating func noteDropped(_ mac: MACAddress, _ total: UInt64, at moment: Timestamp) {
    noteDropped(.address(mac), total, at: moment)
  }

  /// The same of a client behind a relay; what is dropped of a line does not matter here.
  public mutating func noteDropped(_ subject: Subject, _ total: UInt64, at moment: Timestamp) {
    let (now, window) = (clock.reading(at: moment), useWindow)
    for place in known(subject) where sources[place].status == .banned {
      uses[UInt32(place)]?.note(dropped: total, at: now, window: window)
    }
  }

  /// A message of a banned source was heard.
  @inline(never)
  mutating func noteUse(of place: Int, at now: Int64) {
    let window = useWindow
    uses[UInt32(place)]?.note(at: now, window: window)
  }

  /// No more may be blocked now.
  func isBraked(at now: Int64) -> Bool {
    if bans.count >= policy.brake { return true }
    return blocks.count >= policy.pace
      && (policy.pace < 1 || now &- blocks[oldestBlock] < 60 * unitsPerSecond)
  }

  mutating func noteBlock(at now: Int64) {
    guard blocks.count == policy.pace else {
      blocks.append(now)
      return
    }
    guard policy.pace > 0 else { return }
    blocks[oldestBlock] = now
    oldestBlock = oldestBlock + 1 == blocks.count ? 0 : oldestBlock + 1
  }

  /// The banned source whose flood is most surely over; nil when all go on. It looks at all that are banned, so a few times
  /// a second only.
  mutating func mostIdle(at now: Int64) -> Int? {
    guard now &- lookedForIdle >= unitsPerSecond / 4 else { return nil }
    lookedForIdle = now
    let (least, window) = (leastUse, useWindow)
    var idle: (use: Int, until: Int64, place: Int)?
    for place in bans {
      guard let use = uses[place]?.recent(at: now, window: window, needsReading: !hearsBanned), use < least
      else { continue }
      let until = sources[Int(place)].until
      if let found = idle, (found.use, found.until) <= (use, until) { continue }
      idle = (use, until, Int(place))
    }
    return idle?.place
  }

  /// Whether so many came near a limit of late that a person is told of them as a whole.
  mutating func isOneOfMany(at now: Int64, _ moment: Timestamp) -> Bool {
    let first = notices[oldestNotice]
    notices[oldestNotice] = now
    oldestNotice = oldestNotice + 1 == notices.count ? 0 : oldestNotice + 1
    guard let first, now &- first < 60 * unitsPerSecond else { return false }
    bell.raise(
      .manySources, at: now, moment,
      "more than \(Self.noticesPerMinute) sources came near a limit within 60 s: the others are not told one by one"
    )
    return true
  }

  /// So many in a minute are told one by one.
  static let noticesPerMinute = 16
}
