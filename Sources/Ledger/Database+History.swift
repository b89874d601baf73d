import Plans
import Wire

extension Database {
  /// How long a row of the history is kept, and so is what became of a block.
  static let retention: Duration = .seconds(90 * 86_400)
  /// The most rows of history.
  static let historyLimit: Int64 = 1_000_000

  private static let columns =
    "at, kind, level, interface, mac, message, reason, origin, scope, length, strikes, alarm, behind, guest, "
    + "vendor, delay"

  /// Appends entries, in a transaction of the caller's.
  func write(_ entries: [EventRecord]) throws(LedgerError) {
    guard !entries.isEmpty else { return }
    let insert = try statement(
      "INSERT INTO history(\(Self.columns), subject) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    for entry in entries {
      try insert.run(
        Value(entry.at.nanoseconds), .text(entry.kind), Value(entry.level),
        Value(entry.interface?.description), entry.mac.map(Value.init) ?? .null, .text(entry.message),
        Value(entry.reason), Value(entry.origin?.rawValue), Value(entry.scope?.rawValue),
        Value(entry.length?.clampedNanoseconds), Value(entry.strikes), Value(entry.alarm),
        Value(entry.behind?.port.description), Value(entry.behind?.guest), Value(entry.vendor),
        Value(entry.delay?.clampedNanoseconds), Value(entry.behindRouter?.description))
    }
  }

  /// The newest entries that are asked for, newest last.
  func history(mac: MACAddress?, since: Timestamp?, limit: Int, hasSubjects: Bool = true) throws(LedgerError)
    -> [EventRecord]
  {
    // A file that an earlier version wrote has none until the daemon opens it.
    let subject = hasSubjects ? "subject" : "NULL"
    // A client behind a router by its own address, not by its router's.
    let mine = mac == nil ? "" : "(mac = ? OR \(subject) IS NOT NULL AND substr(\(subject), 1, 18) = ?) AND "
    let select = try statement(
      "SELECT \(Self.columns), \(subject) FROM history WHERE \(mine)at >= ? ORDER BY id DESC LIMIT ?")
    var entries: [EventRecord] = []
    let earliest = Value(since?.nanoseconds ?? .min)
    let most = Value(Int64(clamping: max(0, limit)))
    let take = { (row: Statement.Row) in if let entry = EventRecord(row) { entries.append(entry) } }
    if let mac {
      try select.rows(Value(mac), .text("\(mac) "), earliest, most, body: take)
    } else {
      try select.rows(earliest, most, body: take)
    }
    return entries.reversed()
  }

  /// Deletes a few of what is too old or too much: more than was written, so that it catches up without a long stop.
  func prune(after written: Int, now: Timestamp, limit: Int64 = historyLimit) throws(LedgerError) {
    let horizon = now + (.zero - Self.retention)
    let count = Value(2 * written + 32)
    let bounds = "SELECT at, id <= (SELECT max(id) FROM history) - ? FROM history ORDER BY id LIMIT 1"
    var isDue = false
    try statement(bounds).rows(Value(limit)) { row in
      isDue = row[0].integer.map { $0 < horizon.nanoseconds } ?? true || row[1].integer == 1
    }
    if isDue {
      try statement(
        """
        DELETE FROM history WHERE id IN (SELECT id FROM history ORDER BY id LIMIT ?)
        AND (at < ? OR id <= (SELECT max(id) FROM history) - ?)
        """
      ).run(count, Value(horizon.nanoseconds), Value(limit))
    }
    // Kept as long as the history: a rule without a timeout may stand while no daemon runs.
    try statement(
      """
      DELETE FROM block WHERE (interface, mac, subject, scope, port) IN (
        SELECT interface, mac, subject, scope, port FROM block WHERE coalesce(ended, until) < ? LIMIT ?)
      """
    ).run(Value(horizon.nanoseconds), count)
  }

  /// What is over and was never of much use, all at once: when the file is opened.
  func sweep(now: Timestamp) throws(LedgerError) {
    try statement("DELETE FROM known WHERE until <= ?").run(Value(now.nanoseconds))
    try statement("DELETE FROM strike WHERE ends < ?").run(
      Value((now + (.zero - Self.retention)).nanoseconds))
  }
}

extension EventRecord {
  init?(_ row: Statement.Row) {
    guard let at = row[0].timestamp, let kind = row[1].text, let message = row[5].text else { return nil }
    self.init(
      at: at, kind: kind, level: row[2].int ?? 0, interface: row[3].interface, mac: row[4].mac,
      message: message, reason: row[6].text, origin: row[7].text.flatMap(Origin.init(rawValue:)),
      scope: row[8].text.flatMap(Scope.init(rawValue:)),
      length: row[9].integer.map(Duration.nanoseconds), strikes: row[10].int, alarm: row[11].text,
      behind: Whereabouts(row[12], row[13]), vendor: row[14].text,
      delay: row[15].integer.map(Duration.nanoseconds), behindRouter: row[16].text.flatMap { Subject($0) })
  }
}
