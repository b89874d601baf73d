import Flood
public import Plans
public import Wire

/// Whether the blocks hold.
extension BlockTable {
  /// A frame of a source was heard, received at `moment` by the clock of frames; `isBehind`: where those of blocked sources
  /// are not. Gives the block that is to be looked after, as it may be gone, for `read`: not when the frame is older than
  /// it, nor soon after the last look.
  public mutating func hear(_ subject: Subject, at moment: Timestamp, isBehind: Bool, now: ClockReading)
    -> Block?
  {
    // By its place, as a record is large and a flood may be heard while it is blocked.
    guard !own.isEmpty, let key = own[subject], looksAfter, let place = records.index(forKey: key),
      let watch = records.values[place].flood
    else { return nil }
    if watch.began.map({ moment > $0 }) != false { leaks.hear(subject, now: now.boot) }
    guard isBehind, records.values[place].ends.map({ now.boot < $0 }) != false else { return nil }
    // The clock of frames may have been set back meanwhile, so it is not the only one.
    guard now.boot >= watch.holds || watch.inForce.map({ moment > $0 }) == true else { return nil }
    records.values[place].flood?.holds = now.boot + Self.margin
    records.values[place].flood?.inForce = nil
    return records.values[place].block
  }

  /// Nothing says whether frames other than DHCP are dropped.
  private var looksAfter: Bool { scope != .llc && !isDryRun }

  // Long enough for the notification that says who took a block away.
  private static let hearing: Duration = .milliseconds(20)

  /// A source was heard where it should not be.
  mutating func escaped(
    _ key: Block.Key, _ count: Observation.Count, _ behind: Whereabouts?, now: ClockReading
  ) -> [BlockAction] {
    guard count == .absent else {
      // Whoever is heard now comes in by another port, and is judged anew.
      guard isElsewhere(key, behind), records[key]?.flood?.isElsewhere == false else { return [] }
      records[key]?.flood?.isElsewhere = true
      return [.engine([.release(key.subject, strikes: .takeBack)])]
    }
    if table.dialect != .ebtables, var record = records[key] {
      record.kernel = .takenAway
      store(record)
    }
    doubt(at: isTold ? now.boot + Self.hearing : now.boot)
    return []
  }

  private func isElsewhere(_ key: Block.Key, _ behind: Whereabouts?) -> Bool {
    guard let port = key.port, let behind else { return false }
    return behind.port != port
  }

  mutating func lookForLeaks(now: ClockReading) -> [BlockAction] {
    leaks.keep { own[$0] != nil }
    return leaks.due(now: now.boot).compactMap { subject in block(of: subject).map { .read($0, .leak) } }
  }

  /// The counter of a block was read whose source is heard. One that is gone is put back, which begins anew.
  mutating func looked(
    _ key: Block.Key, _ count: Observation.Count, _ behind: Whereabouts?, now: ClockReading
  ) -> [BlockAction] {
    guard case .packets(let dropped) = count, let record = records[key] else {
      leaks.forget(key.subject)
      return []
    }
    guard let heard = leaks.judge(key.subject, dropped: dropped, now: now.boot), !isElsewhere(key, behind)
    else {
      return []
    }
    return [.tell(.leaking(record.block, heard: heard))]
  }

  /// Has the engine told what some of its blocks have dropped, others each time.
  mutating func readUse(now: ClockReading) -> [BlockAction] {
    guard !own.isEmpty, lastReading.map({ now.boot - $0 >= Self.margin }) != false else { return [] }
    lastReading = now.boot
    let subjects = own.keys.sorted()
    let start = subjects.firstIndex { $0 > lastRead } ?? 0
    let some = (subjects[start...] + subjects[..<start]).prefix(Self.batch)
    lastRead = some.last ?? lastRead
    return some.compactMap { subject in block(of: subject).map { .read($0, .use) } }
  }
}
