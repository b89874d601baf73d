public import Wire

/// What survives a restart: running blocks and the fate of ended ones, strikes, who is known to be healthy, who is
/// allowed, and the history. The state is in memory and the file is its journal, so that a damaged file or a full
/// disk costs remembering and never protection. One thread; no call throws or traps, and none reads a clock.
public final class Ledger {
  /// Whether what is acknowledged will be there after a crash.
  public enum Condition: Hashable, Sendable {
    /// It is in the file, and synced.
    case durable
    /// It is in memory only, and why; the file is tried again every 30 s.
    case inMemory(LedgerError)
  }

  /// What is kept is written within this time, when it does not need to be before the call returns.
  static let patience: Duration = .seconds(1)
  /// A file that could not be written is tried again after this.
  static let respite: Duration = .seconds(30)
  private static let incidentLimit = 16

  let path: String
  let vfs: String?
  let checkpoint: Int
  let distrust: (String) -> String?
  var database: Database?
  var lock: StateLock?
  var state = LedgerState()
  /// Whether what is acknowledged will be there after a crash.
  public internal(set) var condition: Condition = .durable
  var waitingSince: Timestamp?
  var failedAt: Timestamp?
  var sweptAt: Timestamp
  private var incidents: [LedgerError] = []

  /// The directory of a state file.
  public static func directory(of path: String) -> String { StateFile.directory(of: path) }

  /// Opens the file, or makes it: 0600, in a directory that is made too, 0750. A damaged file is set aside as
  /// `PATH.damaged-TIME`; where none can be had the ledger goes on in memory. Either is told by `takeIncident`.
  ///
  /// - Parameter distrust: Why nothing is to be kept in a directory, and what to do; nil when it may be.
  public convenience init(
    path: String, now: Timestamp, distrust: @escaping (String) -> String? = { _ in nil }
  ) {
    self.init(path: path, now: now, vfs: nil, distrust: distrust)
  }

  /// The same through a SQLite VFS of that name, checkpointing after so many pages.
  package init(
    path: String, now: Timestamp, vfs: String?, checkpoint: Int = 1000,
    distrust: @escaping (String) -> String? = { _ in nil }
  ) {
    (self.path, self.vfs, self.checkpoint, sweptAt) = (path, vfs, checkpoint, now)
    self.distrust = distrust
    start(now: now)
  }

  /// What waits is written, as far as it can be.
  deinit {
    if let now = waitingSince { settle(now: now + Self.patience) }
    database = nil
    lock = nil
  }

  /// Something to be told once: a damaged file set aside, going on in memory, writing again.
  public func takeIncident() -> LedgerError? { incidents.isEmpty ? nil : incidents.removeFirst() }

  func tell(_ incident: LedgerError) {
    if incidents.count < Self.incidentLimit { incidents.append(incident) }
  }

  /// When `settle` is wanted; nil when nothing waits.
  public var due: Timestamp? {
    if let failedAt { return failedAt + Self.respite }
    return waitingSince.map { $0 + Self.patience }
  }

  /// Writes what waits, forgets what is too old, and tries a file anew that could not be written.
  public func settle(now: Timestamp) {
    if let failedAt {
      // A clock that was set back must not make it wait for long.
      guard now >= failedAt + Self.respite || now < failedAt else { return }
      resume(now: now)
    } else {
      write(now: now)
    }
  }

  /// Something changed that may wait for a moment.
  func wait(now: Timestamp) { if waitingSince == nil, !state.isWritten { waitingSince = now } }
}
