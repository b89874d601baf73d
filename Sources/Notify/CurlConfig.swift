import Wire

/// What curl is told, on its standard input: an argument vector can be read by everybody on the machine.
struct CurlConfig {
  let webhook: Webhook
  let body: String

  /// The lines of `--config` (curl(1)).
  var text: String {
    let seconds = max(1, (webhook.timeout.clampedNanoseconds + 999_999_999) / 1_000_000_000)
    let options: [(String, String?)] = [
      ("silent", nil), ("show-error", nil), ("fail", nil), ("globoff", nil),
      ("proto", "=http,https"), ("max-time", "\(seconds)"), ("output", "/dev/null"),
      ("user-agent", "dhcpward"), ("header", "Content-Type: application/json"), ("header", "Expect:"),
      ("data-raw", body), ("url", webhook.url),
    ]
    return options.map { name, value in value.map { "\(name) = \(Self.quoted($0))\n" } ?? "\(name)\n" }
      .joined()
  }

  /// In quotes curl reads \\, \", \t, \n, \r and \v; a line's end would end the option and begin another.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": quoted += "\\\\"
      case "\"": quoted += "\\\""
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\0"..."\u{1f}": continue
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
