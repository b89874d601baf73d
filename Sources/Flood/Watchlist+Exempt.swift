public import Wire

/// Those that are not blocked, whatever they send: what is too much even for them is an alarm.
extension Watchlist {
  /// Of those that were named, or are this machine's way out: a relay of 10,000 clients that all boot at once sends two
  /// messages for each, which is 20,000 and no alarm when they take 15 s. The gate of `--limit-unknown` lets a quarter more pass.
  package static let namedRate = 1000
  /// As many at once as in five seconds.
  package static let namedBurst = 5000
  /// Of those that only look like a relay, or have an address that any may have: 3,000 clients' renewals at once, and a
  /// minute later again. One that is a larger relay can be named.
  static let presumedRate = 50
  static let presumedBurst = 3000
  /// Messages of our own address between two looks that are no echo.
  private static let fewEchoes: UInt64 = 20
  /// More than that in ten seconds are no machines that start at once.
  private static let manyUnknown: UInt64 = 1000

  /// A message of a source that was spared.
  @inline(never)
  mutating func noteSpared(_ place: Int, at now: Int64, _ moment: Timestamp) {
    let isNamed = sources[place].marks.contains(.isNamed)
    let mac = sources[place].mac
    let excess = isNamed ? named.note(mac, at: now) : presumed.note(mac, at: now)
    guard let excess, bell.isReady(.exempt, mac, at: now), let why = exemption(of: place)
    else { return }
    let worst = relays.worst(of: sources[place].key).map { "; \($0)" } ?? ""
    bell.raise(
      .exempt, mac, at: now, moment,
      "\(excess.messages) messages in \(clock.duration(excess.elapsed).inSeconds), and it is not blocked (\(why.text))"
        + worst
        + (isNamed
          ? "; look whether it sends them, or somebody forges its address"
          : why == .relay ? "; --relay if it is one, otherwise somebody forges what a relay sends" : ""))
  }

  /// A source is spared: what it sends from now on is looked at, unless its address is nobody's or the next may be blocked.
  mutating func follow(spared why: Spared, _ place: Int) {
    sources[place].marks.remove([.isSpared, .isNamed])
    switch why {
    case .own, .group, .zero, .unblockable, .conflict, .brake: return
    case .gateway, .session, .allowListed: sources[place].marks.insert([.isSpared, .isNamed])
    case .virtualRouter: sources[place].marks.insert(.isSpared)
    case .relay, .router:
      sources[place].marks.insert(
        exemptions.reason(for: sources[place].mac) == nil ? .isSpared : [.isSpared, .isNamed])
    }
  }

  /// Our own address came in, as often as would be blocked.
  mutating func tellOwn(_ mac: MACAddress, _ words: String, at now: Int64, _ moment: Timestamp) {
    bell.raise(
      .ownAddress, mac, at: now, moment,
      "\(words) came in from an address of this machine: the network brings back what it sends, or somebody forges it; "
        + "blocking it would block this machine")
  }

  /// Rules have dropped so many messages that came in from an address of this machine, since they stand: where they are
  /// not heard, this is to be called every ten seconds or so.
  public mutating func noteDropped(own mac: MACAddress, _ total: UInt64, at moment: Timestamp) {
    let before = ownDropped.updateValue(total, forKey: mac)
    guard let before, total >= before &+ Self.fewEchoes else { return }
    tellOwn(mac, "\(total - before) messages, which were dropped,", at: clock.reading(at: moment), moment)
  }

  /// A gate has dropped so many messages of unknown sources, since it stands: where they are not heard, this is to be called
  /// every ten seconds or so.
  public mutating func noteDropped(unknown total: UInt64, at moment: Timestamp) {
    let before = unknownDropped ?? total
    unknownDropped = total
    let now = clock.reading(at: moment)
    guard total >= before &+ Self.manyUnknown, bell.isReady(.randomSource, at: now) else { return }
    bell.raise(
      .randomSource, at: now, moment,
      "\(total - before) messages of unknown sources in 10 s, which --limit-unknown dropped")
  }
}

extension Duration {
  /// To a tenth: `0.1 s`, `12.3 s`.
  fileprivate var inSeconds: String {
    let tenths = max(1, components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000)
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
