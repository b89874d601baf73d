import Leases
import Ledger
import Plans
import Wire

extension EventRecord {
  /// The name and version of the JSON form.
  static let schema = "dhcpward.event/1"

  // More than any reason has; what a digest's length is bounded by.
  private static let longestText = 1024

  /// Text without what a terminal or a log would stumble over, whoever wrote it.
  static func plain(_ text: String, limit: Int = longestText) -> String {
    String(foreign: text.utf8.prefix(limit))
  }

  /// All that it says beside its line and its level, in a fixed order; what does not apply has no value, and what is of
  /// clients behind routers alone is there for them only. No text is longer
  /// than `limit` octets.
  func fields(limit: Int = longestText) -> [Field] {
    let plain = { (text: String) in Self.plain(text, limit: limit) }
    return [
      Field("event", plain(kind)),
      Field("interface", interface.map { plain($0.description) }),
      Field("mac", mac.map(\.description)),
      Field("reason", reason.map(plain)),
      Field("origin", origin?.rawValue),
      Field("scope", scope?.rawValue),
      Field("length_s", length.map { .thousandths($0.clampedNanoseconds / 1_000_000) }),
      Field("strikes", strikes),
      Field("alarm", alarm.map(plain)),
      Field("port", behind.map { plain($0.port.description) }),
      Field("guest", behind?.guest.map(plain)),
      Field("vendor", vendor.map(plain)),
      Field("delay_ms", delay.map { .thousandths($0.clampedNanoseconds / 1000) }),
    ] + (behindRouter?.client?.fields ?? [])
  }

  /// `info`, `notice`, `warning`, `error`
  var levelName: String { ["info", "notice", "warning", "error"][min(max(level, 0), 3)] }

  /// The number of syslog(3).
  var priority: Int { 6 - min(max(level, 0), 3) }

  /// Its keys in JSON; every one that is not of clients behind routers is always there.
  func members(at moment: Timestamp, limit: Int = longestText) -> [(name: String, json: String)] {
    [
      ("at", JSONText.string("\(moment)")), ("level", JSONText.string(levelName)),
      ("message", JSONText.string(Self.plain(message, limit: limit))),
    ] + fields(limit: limit).map { ($0.name, JSONText.value($0.value)) }
  }

  /// A line of JSON, `dhcpward.event/1`. `host` is left out where the reader knows it; `count` says for how many like it
  /// this one stands, and `tenant` who it is about.
  func json(host: String? = nil, count: Int? = nil, tenant: Tenant? = nil) -> String {
    var members = [("schema", JSONText.string(Self.schema))] + members(at: at)
    members += (tenant?.fields ?? []).filter { $0.value != nil }.map { ($0.name, JSONText.value($0.value)) }
    if let host { members.append(("host", JSONText.string(host))) }
    if let count { members.append(("count", "\(count)")) }
    return JSONText.object(members)
  }
}

extension RelayedClient {
  /// What names it; `mac` would be its router's.
  fileprivate var fields: [Field] {
    [Field("client", name.client), Field("via", "\(name.relay)"), Field("router", "\(router)")]
  }
}

extension Tenant {
  /// What it adds to an event that somebody is told.
  var fields: [Field] {
    [Field("address", address.description), Field("client_name", hostName?.description)]
  }
}
