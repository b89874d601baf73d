import Control
import Ledger
import Plans
import Wire

/// `dhcpward.history/1`: what happened, as JSON or as text, oldest first.
struct HistoryReport: Encodable {
  /// The keys are those of `dhcpward.event/1`.
  struct Entry: Encodable {
    let at: String
    let level: String
    let event: String
    @Nullable var interface: String?
    @Nullable var mac: String?
    let message: String
    @Nullable var reason: String?
    @Nullable var origin: String?
    @Nullable var scope: String?
    /// Seconds.
    @Nullable var length: Double?
    @Nullable var strikes: Int?
    @Nullable var alarm: String?
    @Nullable var port: String?
    @Nullable var guest: String?
    @Nullable var vendor: String?
    /// Milliseconds.
    @Nullable var delay: Double?

    enum CodingKeys: String, CodingKey {
      case at, level, event, interface, mac, message, reason, origin, scope
      case length = "length_s"
      case strikes, alarm, port, guest, vendor
      case delay = "delay_ms"
    }
  }

  let schema = "dhcpward.history/1"
  let state: String
  let entries: [Entry]

  private enum CodingKeys: String, CodingKey { case schema, state, entries }

  init(_ entries: [HistoryEntry], of path: String) {
    state = String(foreign: path.utf8)
    self.entries = entries.map(Entry.init)
  }

  /// A line each, as a log has it.
  var text: String {
    var text = ""
    for entry in entries {
      text +=
        "\(entry.at)  \((entry.interface ?? "-").padded(8))  \(entry.event.padded(8))  \(entry.message)\n"
    }
    return text
  }
}

extension HistoryReport.Entry {
  // What is in the file may be anybody's words by now.
  init(_ entry: HistoryEntry) {
    let plain = { (text: String) in String(foreign: text.utf8) }
    at = entry.at.truncated(to: .seconds(1)).description
    level = ["info", "notice", "warning", "error"][min(max(entry.level, 0), 3)]
    event = plain(entry.kind)
    interface = entry.interface.map { plain($0.description) }
    mac = entry.mac?.description
    message = plain(entry.message)
    reason = entry.reason.map(plain)
    origin = entry.origin?.rawValue
    scope = entry.scope?.rawValue
    length = entry.length.map { Double($0.clampedNanoseconds / 1_000_000) / 1000 }
    strikes = entry.strikes
    alarm = entry.alarm.map(plain)
    port = entry.behind.map { plain($0.port.description) }
    guest = entry.behind?.guest.map(plain)
    vendor = entry.vendor.map(plain)
    delay = entry.delay.map { Double($0.clampedNanoseconds / 1000) / 1000 }
  }
}
