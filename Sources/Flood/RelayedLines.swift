import Wire

/// The lines that relays and switches name, and how many different clients looked for a server on each of late. No more
/// than `capacity` of them: the one with the fewest clients of a few makes room.
struct RelayedLines: Sendable {
  private struct Line: Sendable {
    let digest: UInt64
    var window: UInt16 = 0
    /// Until when there is nothing new to say of it.
    var silence: Int64?
  }

  private var places: [UInt64: Int] = [:]
  private var lines: [Line] = []
  private var windows: ClientWindows
  /// The line that a relay named first, by what the relay is known by; zero once it named another. A relay that names one
  /// only, as Linux's does by its interface, tells nobody apart.
  private var relays: [UInt64: UInt64] = [:]
  private let capacity: Int

  init(_ starvation: Policy.Starvation?, clock: MonotonicFrameClock, capacity: Int) {
    windows = ClientWindows(starvation, clock: clock, capacity: capacity)
    self.capacity = capacity
  }

  var byteCount: Int {
    windows.byteCount + lines.capacity * MemoryLayout<Line>.stride
      + (places.capacity + relays.capacity) * MemoryLayout<(UInt64, UInt64)>.stride
  }

  /// A client of a line looks for a server; whether they are too many. `relay` is zero where a switch named the line.
  mutating func note(_ digest: UInt64, client: UInt32, relay: UInt64, at now: Int64) -> Bool {
    guard windows.length > 0, client != 0, let place = place(of: digest, at: now) else { return false }
    let count = windows.note(client, link: lines[place].window, at: now)
    return tellsApart(relay, digest) && count >= windows.length
  }

  /// Whether there is nothing new to say of a line.
  func isSilent(_ digest: UInt64, at now: Int64) -> Bool {
    guard let place = places[digest], let end = lines[place].silence else { return false }
    return now &- end < 0
  }

  /// Nothing is to be said of a line until then.
  mutating func silence(_ digest: UInt64, until end: Int64) {
    if let place = places[digest] { lines[place].silence = end }
  }

  /// Forgets a line.
  private mutating func release(_ digest: UInt64) {
    guard let place = places.removeValue(forKey: digest) else { return }
    windows.release(&lines[place].window)
    let last = lines.removeLast()
    guard place < lines.count else { return }
    lines[place] = last
    places[last.digest] = place
    windows.move(last.window, to: place)
  }

  private mutating func tellsApart(_ relay: UInt64, _ digest: UInt64) -> Bool {
    guard relay != 0 else { return true }
    guard let first = relays[relay] else {
      if relays.count >= capacity { relays.removeAll(keepingCapacity: true) }
      relays[relay] = digest
      return false
    }
    if first != 0, first != digest { relays[relay] = 0 }
    return relays[relay] == 0
  }

  private mutating func place(of digest: UInt64, at now: Int64) -> Int? {
    if let place = places[digest] { return place }
    if lines.count == capacity {
      guard let least = windows.leastMissed(at: now) else { return nil }
      release(lines[least].digest)
    }
    let place = lines.count
    lines.append(Line(digest: digest, window: windows.open(for: place, at: now)))
    places[digest] = place
    return place
  }
}
