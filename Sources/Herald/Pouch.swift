import Flood
import Watchdog
import Wire

/// Events that wait to be told: those alike are one with a count, and there are never more than `most`.
struct Pouch: Sendable {
  /// One event, and for how many like it it stands; of those it is the latest.
  struct Entry: Hashable, Sendable {
    var event: Event
    var count: Int
  }

  /// What makes two events alike.
  struct Likeness: Hashable, Sendable {
    let kind: Event.Kind
    let interface: InterfaceName?
    let mac: MACAddress?
    let alarm: Alarm.Kind?
    let message: String?

    init(_ event: Event) { self.init(event, as: event.kind) }

    init(_ event: Event, as kind: Event.Kind) {
      self.kind = kind
      (interface, mac, alarm) = (event.interface, event.mac, event.alarm)
      // What is about nobody is told apart by its words.
      message = mac == nil && alarm == nil ? event.message : nil
    }
  }

  /// How many wait at most; more are counted and forgotten.
  let most: Int
  private var entries: [Entry] = []
  /// How many events were forgotten since the last that was taken.
  private(set) var dropped = 0

  init(most: Int) { self.most = most }

  /// Nothing waits.
  var isEmpty: Bool { entries.isEmpty }

  /// Puts an event in, standing for `count`.
  mutating func add(_ event: Event, count: Int = 1) {
    let likeness = Likeness(event)
    if let index = entries.firstIndex(where: { Likeness($0.event) == likeness }) {
      let entry = Entry(event: event, count: entries[index].count + count)
      // What has come to its contrary and back is told last as it is now.
      let undone = event.contraries.contains { kind in
        entries[index...].contains { Likeness($0.event) == Likeness(event, as: kind) }
      }
      if undone {
        entries.remove(at: index)
        entries.append(entry)
      } else {
        entries[index] = entry
      }
    } else if entries.count < most {
      entries.append(Entry(event: event, count: count))
    } else {
      dropped += count
    }
  }

  /// Counts events that were taken and could not be told.
  mutating func lose(_ count: Int) { dropped += count }

  /// Takes the first `limit`, and what was forgotten until now.
  mutating func take(_ limit: Int = .max) -> (entries: [Entry], dropped: Int) {
    let taken = Array(entries.prefix(limit))
    entries.removeFirst(taken.count)
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
