import Daemon
import Leases
import Wire

/// A digest as a mail, RFC 5322.
struct MailText {
  let mail: Mail
  let host: String
  let delivery: Delivery
  /// When it is sent, by the wall clock.
  let at: Timestamp

  /// All of it, lines ended by LF, as sendmail wants them.
  var text: String {
    var lines = [Self.header("To", mail.to)]
    if !mail.from.isEmpty { lines.append(Self.header("From", mail.from)) }
    lines += [
      Self.header("Subject", "dhcpward \(host): \(Summary(delivery: delivery))"),
      Self.header("Date", Self.date(at)),
      "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
    ]
    lines += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", ""]
    lines += delivery.entries.map { entry in
      let place = entry.event.interface.map { "\($0): " } ?? ""
      let times = entry.count > 1 ? " (the last of \(entry.count))" : ""
      let who = entry.tenant.map { "; \($0.words)" } ?? ""
      return Self.bounded(
        "\(entry.event.at.truncated(to: .seconds(1))) \(place)\(entry.event.line)\(times)\(who)")
    }
    if delivery.dropped > 0 {
      lines += [
        "", "\(delivery.dropped) more events before these could not be told; dhcpward history has them.",
      ]
    }
    lines += ["", "How it stands now: dhcpward status"]
    return lines.map { $0 + "\n" }.joined()
  }

  /// A header field: printable ASCII in one line, whatever is given, so that no value can become another field.
  static func header(_ name: String, _ value: String) -> String {
    let plain = value.unicodeScalars.map { (" "..."~").contains($0) ? Character($0) : "?" }
    return "\(name): " + String(plain.prefix(900))
  }

  /// RFC 5322 §2.1.1: at most 998 octets a line.
  private static func bounded(_ line: String) -> String {
    line.utf8.count <= 998 ? line : String(line.prefix(240)) + "..."
  }

  /// `Fri, 27 Nov 2026 04:40:00 +0000`
  static func date(_ moment: Timestamp) -> String {
    let text = "\(moment.truncated(to: .seconds(1)))"
    let parts = text.split { "-T:Z".contains($0) }
    // 1 January 1970 was a Thursday.
    let day = (moment.truncated(to: .seconds(86_400)).nanoseconds / 86_400_000_000_000 % 7 + 11) % 7
    guard parts.count == 6, let month = Int(parts[1]), (1...12).contains(month) else { return text }
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    return "\(["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(day)]), \(parts[2]) \(names[month - 1]) "
      + "\(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) +0000"
  }
}
