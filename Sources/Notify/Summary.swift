import Daemon
import Flood
import Wire

/// A digest in a few words, none of them a stranger's: `3 blocked, 1 alarm`.
struct Summary: CustomStringConvertible {
  let delivery: Delivery

  var description: String {
    let parts = Event.Kind.allCases.compactMap { kind -> String? in
      let count = delivery.entries.count { $0.event.kind == kind }
      return count == 0 ? nil : kind.words(count)
    }
    return parts.isEmpty ? "nothing new" : parts.joined(separator: ", ")
  }

  /// One line an event, of names and numbers only: a chat program could make something of a host's chosen name.
  var lines: [String] {
    let lines = delivery.entries.prefix(10).map { entry in
      let event = entry.event
      let words: [String?] = [
        event.kind.rawValue, event.what.alarm?.rawValue, event.what.subject.map(\.description),
        event.interface.map { "on \($0)" }, entry.count > 1 ? "(\(entry.count) times)" : nil,
      ]
      return words.compactMap(\.self).joined(separator: " ")
    }
    let more = delivery.entries.count - lines.count
    return lines + (more > 0 ? ["and \(more) more"] : [])
  }
}

extension Event.Kind {
  fileprivate func words(_ count: Int) -> String {
    let plural = count == 1 ? "" : "s"
    return switch self {
    case .start: "\(count) started"
    case .stop: "\(count) stopped"
    case .block: "\(count) blocked"
    case .extend: "\(count) extended"
    case .unblock: "\(count) unblocked"
    case .warn: "\(count) warned"
    case .spare: "\(count) spared"
    case .alarm: "\(count) alarm\(plural)"
    case .repair: "\(count) repair\(plural)"
    case .reload: "\(count) reload\(plural)"
    case .failure: "\(count) failure\(plural)"
    case .note: "\(count) note\(plural)"
    }
  }
}
