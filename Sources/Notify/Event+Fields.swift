import Flood
import Plans
import Watchdog
import Wire

extension Event {
  /// The name and version of the JSON form.
  static let schema = "dhcpward.event/1"

  /// Its line: what a person reads, whatever got into it on the way.
  var line: String { Self.plain(message) }

  // More than any reason has; what a digest's length is bounded by.
  private static let longestText = 1024

  /// All that it says beside its line and its level, in a fixed order; what does not apply has no value.
  var fields: [Field] {
    [
      Field("event", kind.rawValue),
      Field("interface", interface.map(\.description)),
      Field("mac", mac.map(\.description)),
      Field("reason", reason.map(Self.plain)),
      Field("origin", origin?.rawValue),
      Field("scope", scope?.rawValue),
      Field("length_s", length.map { .thousandths($0.clampedNanoseconds / 1_000_000) }),
      Field("strikes", strikes),
      Field("alarm", alarm?.rawValue),
      Field("port", behind.map { Self.plain($0.port.description) }),
      Field("guest", behind?.guest.map(Self.plain)),
      Field("vendor", vendor.map(Self.plain)),
      Field("delay_ms", delay.map { .thousandths($0.clampedNanoseconds / 1000) }),
    ]
  }

  /// A line of JSON, `dhcpward.event/1`; every key is always there. `host` is left out where the reader knows it;
  /// `count` says for how many like it this one stands.
  func json(host: String? = nil, count: Int? = nil) -> String {
    var members: [(String, String)] = [
      ("schema", JSONText.string(Self.schema)), ("at", JSONText.string("\(at)")),
      ("level", JSONText.string(level.name)), ("message", JSONText.string(line)),
    ]
    if let host { members.append(("host", JSONText.string(host))) }
    if let count { members.append(("count", "\(count)")) }
    return JSONText.object(members + fields.map { ($0.name, JSONText.value($0.value)) })
  }

  private static func plain(_ text: String) -> String { String(foreign: text.utf8.prefix(longestText)) }
}

extension Event.Level {
  /// `info`, `notice`, `warning`, `error`
  var name: String {
    switch self {
    case .info: "info"
    case .notice: "notice"
    case .warning: "warning"
    case .error: "error"
    }
  }

  /// The number of syslog(3).
  var priority: Int {
    switch self {
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    }
  }
}
