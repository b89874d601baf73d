import Daemon
import Flood
import Leases
import Wire

/// Events that wait to be told: those alike are one with a count, and there are never more than `most`.
struct CoalescingQueue: Sendable {
  /// One event, and for how many like it it stands; of those it is the latest.
  struct Entry: Hashable, Sendable {
    var event: Event
    var count: Int
    /// Whom it is about, where that is known.
    var tenant: Tenant?
  }

  /// What makes two events alike.
  struct Likeness: Hashable, Sendable {
    let kind: Event.Kind
    let interface: InterfaceName?
    let subject: Subject?
    let alarm: Alarm.Kind?
    let message: String?

    init(_ event: Event) { self.init(event, as: event.kind) }

    init(_ event: Event, as kind: Event.Kind) {
      self.kind = kind
      (interface, subject, alarm) = (event.interface, event.what.subject, event.what.alarm)
      // What is about nobody is told apart by its words.
      message = subject == nil && alarm == nil ? event.message : nil
    }
  }

  /// How many wait at most; more are counted and forgotten.
  let most: Int
  // With the order in which they came: what waits is looked up for each event, and listed seldom.
  private var places: [Likeness: (number: Int, entry: Entry)] = [:]
  private var came = 0
  /// How many events were forgotten since the last that was taken.
  private(set) var dropped = 0

  init(most: Int) { self.most = most }

  /// Nothing waits.
  var isEmpty: Bool { places.isEmpty }

  /// Puts an event in, standing for `count`.
  mutating func add(_ event: Event, count: Int = 1) {
    let likeness = Likeness(event)
    came += 1
    guard let (number, entry) = places[likeness] else {
      if places.count < most {
        places[likeness] = (came, Entry(event: event, count: count))
      } else {
        dropped += count
      }
      return
    }
    // What has come to its contrary and back is told last as it is now.
    let isUndone = event.contraries.contains { kind in
      places[Likeness(event, as: kind)].map { $0.number > number } ?? false
    }
    places[likeness] = (isUndone ? came : number, Entry(event: event, count: entry.count + count))
  }

  /// Counts events that were taken and could not be told.
  mutating func lose(_ count: Int) { dropped += count }

  /// Takes the first `limit`, and what was forgotten until now.
  mutating func take(_ limit: Int = .max) -> (entries: [Entry], dropped: Int) {
    let taken = places.values.sorted { $0.number < $1.number }.prefix(limit).map(\.entry)
    for entry in taken { places[Likeness(entry.event)] = nil }
    defer { dropped = 0 }
    return (taken, dropped)
  }
}

extension Event {
  /// The kinds that undo this one.
  var contraries: [Kind] {
    switch kind {
    case .block, .extend: [.unblock]
    case .unblock: [.block, .extend]
    case .start: [.stop]
    case .stop: [.start]
    default: []
    }
  }
}
