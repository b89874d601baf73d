import Plans
import Wire

/// What is remembered, and what of it the file has not been told yet. Nothing here depends on whether it can be
/// written.
struct LedgerState {
  /// A source at an interface.
  struct Source: Hashable {
    var interface: InterfaceName
    var mac: MACAddress
  }

  /// Who was blocked at an interface.
  struct Offender: Hashable {
    var interface: InterfaceName
    var subject: Subject
  }

  /// How often, and when the latest ban ends.
  struct Strikes: Hashable {
    var count: Int
    var end: Timestamp
  }

  /// Since when a source is never to be blocked, and why.
  struct Allowance: Hashable {
    var since: Timestamp
    var remark: String
  }

  /// Sources remembered of each kind; who was heard of last stays.
  static let capacity = 65_536
  /// Ended blocks that wait for the file.
  static let endedLimit = 200_000
  /// Rows of history that wait for the file; when there are more the oldest are lost.
  static let waitingLimit = 10_000

  private(set) var running: [Place: CompactBlock] = [:]
  /// What was ended since the file was last written. Afterwards the file knows it.
  private(set) var ended: [Place: Timestamp] = [:]
  private(set) var strikes: [Offender: Strikes] = [:]
  private(set) var known: [Source: Timestamp] = [:]
  private(set) var allowed: [MACAddress: Allowance] = [:]
  /// The modes that were chosen beside servers that listened.
  private(set) var chosen: [InterfaceName: Mode] = [:]
  private(set) var history: [EventRecord] = []

  /// What differs from the file.
  private(set) var changedBlocks: Set<Place> = []
  private(set) var changedStrikes: Set<Offender> = []
  private(set) var changedKnown: Set<Source> = []
  private(set) var changedAllowed: Set<MACAddress> = []
  private(set) var changedChosen: Set<InterfaceName> = []

  /// Nothing, or what a file has.
  init(
    running: [Place: CompactBlock] = [:], strikes: [Offender: Strikes] = [:],
    known: [Source: Timestamp] = [:],
    allowed: [MACAddress: Allowance] = [:], chosen: [InterfaceName: Mode] = [:]
  ) {
    (self.running, self.strikes, self.known, self.allowed) = (running, strikes, known, allowed)
    self.chosen = chosen
  }

  /// The file knows all of it.
  var isWritten: Bool {
    history.isEmpty && changedBlocks.isEmpty && changedStrikes.isEmpty && changedKnown.isEmpty
      && changedAllowed.isEmpty && changedChosen.isEmpty
  }

  mutating func begin(_ stored: StoredBlock) {
    let place = stored.place
    running[place] = CompactBlock(stored)
    ended[place] = nil
    changedBlocks.insert(place)
  }

  mutating func end(_ place: Place, now: Timestamp) {
    // While nothing can be written this is all that grows.
    if ended.count >= Self.endedLimit, let other = ended.first?.key {
      ended[other] = nil
      changedBlocks.remove(other)
    }
    running[place] = nil
    ended[place] = now
    changedBlocks.insert(place)
  }

  /// Forgets what is over by itself; the file knows when each is.
  mutating func sweep(now: Timestamp) {
    for (place, compact) in running where compact.isOver(at: now) && !changedBlocks.contains(place) {
      running[place] = nil
    }
    for (source, until) in known where until <= now && !changedKnown.contains(source) { known[source] = nil }
  }

  mutating func note(_ source: Offender, _ some: Strikes?) {
    if some != nil, strikes[source] == nil, strikes.count >= Self.capacity,
      let oldest = strikes.min(by: { $0.value.end < $1.value.end })?.key
    {
      strikes[oldest] = nil
      changedStrikes.insert(oldest)
    }
    strikes[source] = some
    changedStrikes.insert(source)
  }

  /// Knows somebody until then, nil for no more; when there are too many already, nobody new.
  mutating func know(_ source: Source, until: Timestamp?) {
    guard known[source] != nil || until == nil || known.count < Self.capacity else { return }
    guard known[source] != until else { return }
    known[source] = until
    changedKnown.insert(source)
  }

  mutating func allow(_ mac: MACAddress, _ allowance: Allowance?) {
    guard allowed[mac] != nil || allowance == nil || allowed.count < Self.capacity else { return }
    allowed[mac] = allowance
    changedAllowed.insert(mac)
  }

  mutating func choose(_ mode: Mode, on interface: InterfaceName) {
    guard chosen[interface] != mode, chosen[interface] != nil || chosen.count < Self.capacity else { return }
    chosen[interface] = mode
    changedChosen.insert(interface)
  }

  mutating func record(_ entry: EventRecord) {
    // Not one at a time: an array moves all that stays.
    if history.count >= Self.waitingLimit { history.removeFirst(Self.waitingLimit / 10) }
    history.append(entry)
  }

  /// Takes over what the file has, where it is not known better.
  mutating func adopt(_ file: LedgerState) {
    running.merge(file.running.filter { !changedBlocks.contains($0.key) }) { mine, _ in mine }
    strikes.merge(file.strikes.filter { !changedStrikes.contains($0.key) }) { mine, _ in mine }
    known.merge(file.known.filter { !changedKnown.contains($0.key) }) { mine, _ in mine }
    allowed.merge(file.allowed.filter { !changedAllowed.contains($0.key) }) { mine, _ in mine }
    chosen.merge(file.chosen.filter { !changedChosen.contains($0.key) }) { mine, _ in mine }
  }

  /// The file has it all.
  mutating func wasWritten() {
    (changedBlocks, changedStrikes, changedKnown, changedAllowed) = ([], [], [], [])
    (ended, history, changedChosen) = ([:], [], [])
  }

  /// The file has nothing, or may not have what it acknowledged: all of it is to be written.
  mutating func isToBeWritten() {
    changedBlocks.formUnion(running.keys)
    changedStrikes.formUnion(strikes.keys)
    changedKnown.formUnion(known.keys)
    changedAllowed.formUnion(allowed.keys)
    changedChosen.formUnion(chosen.keys)
  }
}
