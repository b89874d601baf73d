import CSQLite
import Plans
import Wire

// LedgerState as rows. What is read may have been damaged or written by anybody: a row that makes no sense is passed over.
extension Database {
  /// Throws when a table that holds state is damaged; the history is looked at when it is used.
  func verify() throws(LedgerError) {
    for table in ["block", "strike", "known", "allowed", "chosen"] {
      let words = try value("PRAGMA quick_check(\(table))").text ?? "no answer"
      guard words == "ok" else {
        throw LedgerError("check", path, code: SQLITE_CORRUPT, words: "damaged: \(words)")
      }
    }
  }

  /// What the file has that is not over.
  func state(now: Timestamp) throws(LedgerError) -> LedgerState {
    let now = Value(now.nanoseconds)
    var running: [Place: CompactBlock] = [:]
    running.reserveCapacity(
      Int(clamping: try value("SELECT count(*) FROM block WHERE ended IS NULL").integer ?? 0))
    // Many have the same reason: it is kept once.
    var reasons: Set<String> = []
    let blocks = """
      SELECT interface, mac, subject, scope, port, origin, since, reason, strikes, behind, guest, until FROM block
      WHERE ended IS NULL AND (until IS NULL OR until > ?)
      """
    try statement(blocks).rows(now) { row in
      if let stored = StoredBlock(row, sharing: &reasons) {
        running[stored.place] = CompactBlock(stored)
      }
    }
    var strikes: [LedgerState.Offender: LedgerState.Strikes] = [:]
    try statement("SELECT interface, mac, subject, count, ends FROM strike").rows { row in
      guard let source = LedgerState.Offender(row), let count = row[3].integer, let end = row[4].integer,
        (1...99).contains(count)
      else { return }
      strikes[source] = LedgerState.Strikes(count: Int(count), end: Timestamp(nanoseconds: end))
    }
    var known: [LedgerState.Source: Timestamp] = [:]
    try statement("SELECT interface, mac, until FROM known WHERE until > ?").rows(now) { row in
      guard let source = LedgerState.Source(row), let until = row[2].integer else { return }
      known[source] = Timestamp(nanoseconds: until)
    }
    var allowed: [MACAddress: LedgerState.Allowance] = [:]
    try statement("SELECT mac, since, remark FROM allowed").rows { row in
      guard let mac = row[0].mac, let since = row[1].integer, let remark = row[2].text else { return }
      allowed[mac] = LedgerState.Allowance(since: Timestamp(nanoseconds: since), remark: remark)
    }
    var chosen: [InterfaceName: Mode] = [:]
    try statement("SELECT interface, mode FROM chosen").rows { row in
      guard let name = row[0].text.flatMap({ InterfaceName($0) }),
        let mode = row[1].text.flatMap({ Mode(rawValue: $0) })
      else { return }
      chosen[name] = mode
    }
    return LedgerState(running: running, strikes: strikes, known: known, allowed: allowed, chosen: chosen)
  }

  /// Writes what the file does not have yet, in one transaction.
  func write(_ state: LedgerState, now: Timestamp) throws(LedgerError) {
    try transaction { () throws(LedgerError) in
      try writeBlocks(state)
      for source in state.changedStrikes {
        let who = source.subject.columns
        let key = (Value(source.interface.description), Value(who.mac), Value(who.words))
        if let strikes = state.strikes[source] {
          try statement("INSERT OR REPLACE INTO strike VALUES(?, ?, ?, ?, ?)").run(
            key.0, key.1, key.2, Value(strikes.count), Value(strikes.end.nanoseconds))
        } else {
          try statement("DELETE FROM strike WHERE interface = ? AND mac = ? AND subject = ?").run(
            key.0, key.1, key.2)
        }
      }
      for source in state.changedKnown {
        let key = (Value(source.interface.description), Value(source.mac))
        if let until = state.known[source] {
          try statement("INSERT OR REPLACE INTO known VALUES(?, ?, ?)").run(
            key.0, key.1, Value(until.nanoseconds))
        } else {
          try statement("DELETE FROM known WHERE interface = ? AND mac = ?").run(key.0, key.1)
        }
      }
      for mac in state.changedAllowed {
        if let allowance = state.allowed[mac] {
          try statement("INSERT OR REPLACE INTO allowed VALUES(?, ?, ?)").run(
            Value(mac), Value(allowance.since.nanoseconds), Value(allowance.remark))
        } else {
          try statement("DELETE FROM allowed WHERE mac = ?").run(Value(mac))
        }
      }
      for interface in state.changedChosen {
        try statement("INSERT OR REPLACE INTO chosen VALUES(?, ?)").run(
          Value(interface.description), Value(state.chosen[interface]?.rawValue))
      }
      try write(state.history)
      try prune(after: state.history.count + state.changedBlocks.count, now: now)
    }
  }

  private func writeBlocks(_ state: LedgerState) throws(LedgerError) {
    guard !state.changedBlocks.isEmpty else { return }
    let begin = try statement(
      "INSERT OR REPLACE INTO block VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)")
    let end = try statement(
      """
      INSERT INTO block(interface, mac, subject, scope, port, ended) VALUES(?, ?, ?, ?, ?, ?)
      ON CONFLICT(interface, mac, subject, scope, port) DO UPDATE SET ended = excluded.ended
      """)
    // In the order of the table, as each page of it is then written once.
    for place in state.changedBlocks.sorted() {
      let key = place.key
      let who = key.subject.columns
      let (interface, mac, words) = (
        Value(place.interface.description), Value(who.mac), Value(who.words)
      )
      let (scope, port) = (Value(key.scope.rawValue), Value(key.port?.description ?? ""))
      if let stored = state.running[place]?.stored(at: place) {
        let remark = stored.block.remark
        try begin.run(
          interface, mac, words, scope, port, Value(remark?.origin.rawValue),
          Value(remark?.since.nanoseconds),
          Value(remark?.reason), Value(remark?.strikes), Value(remark?.behind?.port.description),
          Value(remark?.behind?.guest), Value(stored.until?.nanoseconds))
      } else if let ended = state.ended[place] {
        try end.run(interface, mac, words, scope, port, Value(ended.nanoseconds))
      }
    }
  }

  /// What became of a block that is not running, and when it ended; `now` tells whether its time is over.
  func fate(of place: Place, now: Timestamp) throws(LedgerError) -> (fate: BlockFate, end: Timestamp?) {
    var (fate, end) = (BlockFate.unknown, Int64?.none)
    let key = place.key
    let who = key.subject.columns
    try statement(
      "SELECT until, ended FROM block WHERE interface = ? AND mac = ? AND subject = ? AND scope = ? AND port = ?"
    ).rows(
      Value(place.interface.description), Value(who.mac), Value(who.words), Value(key.scope.rawValue),
      Value(key.port?.description ?? "")
    ) { row in
      end = row[1].integer ?? row[0].integer.flatMap { $0 <= now.nanoseconds ? $0 : nil }
      fate = end == nil ? .running : .ended
    }
    return (fate, end.map { Timestamp(nanoseconds: $0) })
  }
}
