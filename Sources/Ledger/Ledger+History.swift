public import Wire

extension Ledger {
  /// Appends to the history, within a second or with the next block. Costs next to nothing; while nothing can be
  /// written the last 10,000 entries are kept.
  public func record(_ entry: EventRecord) {
    state.record(entry)
    wait(now: entry.at)
  }

  /// The newest entries that are asked for, newest last. What cannot be read is left out.
  public func history(mac: MACAddress? = nil, since: Timestamp? = nil, limit: Int = 1000) -> [EventRecord] {
    let waiting = state.history.filter { entry in
      (mac == nil || entry.mac == mac || entry.behindRouter?.hardwareAddress == mac)
        && since.map { entry.at >= $0 } != false
    }
    let written = try? database?.history(mac: mac, since: since, limit: limit)
    return ((written ?? []) + waiting).suffix(max(0, limit))
  }

  /// The same of a file, whether or not a daemon has it open; nothing is written.
  public static func history(
    in path: String, mac: MACAddress? = nil, since: Timestamp? = nil, limit: Int = 1000
  ) throws(LedgerError) -> [EventRecord] {
    let database = try Database(reading: path)
    // One that was just made has no tables yet.
    let version = try database.requireOurs()
    guard version > 0 else { return [] }
    return try database.history(mac: mac, since: since, limit: limit, hasSubjects: version > 1)
  }
}
