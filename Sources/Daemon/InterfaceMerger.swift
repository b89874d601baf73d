import Flood
import Wire

/// Messages of a capture of several interfaces: put in order of time, and those that were seen at more than one of them
/// left out, all but the first. What comes again at the same interface is another message.
struct InterfaceMerger {
  /// A message, and what the capture says of it.
  struct Entry {
    let arrival: Arrival
    /// By which interface it came.
    let interface: UInt64
    /// Its frame was cut by the capture.
    let isCut: Bool
  }

  private struct Likeness: Hashable {
    let source: MACAddress
    let fingerprint: UInt64
  }

  /// So many are kept back, half of them at a time: dumpcap writes what came by one interface after what came by another,
  /// some thousands at a time.
  static let capacity = 65_536
  /// A frame goes through a host's bridges and back out of them in much less.
  private static let instant: Duration = .milliseconds(20)

  private var waiting: [Entry] = []
  private var seen: [Likeness: (interface: UInt64, at: Timestamp)] = [:]
  private var older: [Likeness: (interface: UInt64, at: Timestamp)] = [:]
  private var turned = Timestamp(nanoseconds: .min)
  /// Those that were left out.
  private(set) var copies = 0

  /// Nothing waits.
  var isEmpty: Bool { waiting.isEmpty }

  /// As many wait as may.
  var isFull: Bool { waiting.count >= Self.capacity }

  /// Takes a message.
  mutating func add(_ entry: Entry) { waiting.append(entry) }

  /// Another capture begins, perhaps of another host.
  mutating func forget() { (seen, older, turned) = ([:], [:], Timestamp(nanoseconds: .min)) }

  /// Gives those whose turn it is: the earlier half, or all.
  mutating func take(all: Bool) -> [Entry] {
    // Stable, so that what came at once stays as it was written.
    let order = waiting.indices.sorted {
      (waiting[$0].arrival.at, $0) < (waiting[$1].arrival.at, $1)
    }
    let ripe = all ? order.count : order.count / 2
    let taken = order[..<ripe].map { waiting[$0] }.filter { isNew($0) }
    waiting = order[ripe...].map { waiting[$0] }
    return taken
  }

  private mutating func isNew(_ entry: Entry) -> Bool {
    let (message, at) = (entry.arrival.message, entry.arrival.at)
    // What cannot be read cannot be told apart.
    guard message.fingerprint != 0 else { return true }
    if at - turned > Self.instant {
      older = at - turned > Self.instant * 2 ? [:] : seen
      seen = [:]
      turned = at
    }
    let likeness = Likeness(source: message.source, fingerprint: message.fingerprint)
    if let first = seen[likeness] ?? older[likeness], first.interface != entry.interface,
      at >= first.at, at - first.at <= Self.instant
    {
      copies += 1
      return false
    }
    seen[likeness] = (entry.interface, at)
    return true
  }
}
