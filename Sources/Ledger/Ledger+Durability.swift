import CSQLite
import Wire

extension Ledger {
  // A block is begun at most a few times a second, and looking at all of them takes milliseconds.
  private static let sweeping: Duration = .seconds(60)

  /// Opens the file for the first time.
  func start(now: Timestamp) {
    do throws(LedgerError) {
      state = try open(now: now)
    } catch {
      failed(error, now: now)
    }
  }

  /// Writes what the file does not have yet; unless it cannot be written, then it waits for `resume`.
  func write(now: Timestamp) {
    guard failedAt == nil else { return }
    waitingSince = nil
    guard !state.isWritten else { return }
    if now - sweptAt >= Self.sweeping || now < sweptAt {
      state.sweep(now: now)
      sweptAt = now
    }
    do throws(LedgerError) {
      try commit(now: now)
    } catch {
      failed(error, now: now)
    }
  }

  /// Tries the file anew: what it has is taken over, what it may lack is written again.
  func resume(now: Timestamp) {
    database = nil
    do throws(LedgerError) {
      state.adopt(try open(now: now))
      try resumed(now: now)
    } catch {
      failed(error, now: now, again: true)
    }
  }

  private func resumed(now: Timestamp) throws(LedgerError) {
    // After a failed sync(2) nobody knows what of the log is on the disk, so none of it is relied on.
    try database?.run("PRAGMA wal_checkpoint(TRUNCATE)")
    state.isToBeWritten()
    try commit(now: now)
    (condition, failedAt, waitingSince) = (.durable, nil, nil)
    tell(
      LedgerError("write", path, code: SQLITE_OK, "works again; \(state.running.count) blocks are written"))
  }

  private func open(now: Timestamp) throws(LedgerError) -> LedgerState {
    lock = nil
    lock = try StateFile.take(path, distrust: distrust)
    let opened = try Database(writing: path, vfs: vfs, checkpoint: checkpoint)
    try opened.migrate()
    StateFile.protect(path)
    try opened.verify()
    try opened.sweep(now: now)
    let found = try opened.state(now: now)
    database = opened
    return found
  }

  private func commit(now: Timestamp) throws(LedgerError) {
    guard let database else { throw LedgerError("write", path, code: SQLITE_CANTOPEN, "it is not open") }
    try database.write(state, now: now)
    state.wasWritten()
  }

  /// Something could not be done: a damaged file is replaced, anything else is waited out in memory.
  private func failed(_ error: LedgerError, now: Timestamp, again: Bool = false) {
    var reason = error
    if error.isDamage {
      do throws(LedgerError) {
        try replace(after: error, now: now)
        return
      } catch {
        reason = error
      }
    }
    if !again { tell(reason.goingOn) }
    (condition, failedAt, waitingSince) = (.inMemory(reason), now, nil)
  }

  private func replace(after damage: LedgerError, now: Timestamp) throws(LedgerError) {
    (database, lock) = (nil, nil)
    let target = try StateFile.setAside(path, now: now)
    _ = try open(now: now)
    state.isToBeWritten()
    try commit(now: now)
    (condition, failedAt, waitingSince) = (.durable, nil, nil)
    tell(
      LedgerError(
        damage.operation, path, code: damage.code, damage.words,
        advice: "it was set aside as \(target) and a new one begun; \(state.running.count) blocks are in it"))
  }
}

extension LedgerError {
  fileprivate var goingOn: LedgerError {
    let words = "state is kept in memory alone until it can be written"
    return LedgerError(
      operation, path, code: code, self.words, advice: advice.isEmpty ? words : "\(words); \(advice)")
  }
}
