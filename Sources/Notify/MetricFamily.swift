/// One metric with all its samples, in Prometheus' text format 0.0.4.
struct MetricFamily {
  /// What its numbers mean to a reader.
  enum Kind: String {
    case counter, gauge
  }

  /// `dhcpward_` and so on; a counter's ends in `_total`.
  let name: String
  let kind: Kind
  let help: String
  private var samples: [(labels: [(String, String)], value: String)] = []

  init(_ name: String, _ kind: Kind, _ help: String) {
    (self.name, self.kind, self.help) = ("dhcpward_" + name, kind, help)
  }

  mutating func add(_ value: some BinaryInteger, _ labels: (String, String)...) {
    samples.append((labels, "\(value)"))
  }

  mutating func add(text: String, _ labels: (String, String)...) { samples.append((labels, text)) }

  /// HELP, TYPE and the samples; nothing when there are none.
  var text: String {
    guard !samples.isEmpty else { return "" }
    var text = "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    for (labels, value) in samples {
      let inner = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
      text += name + (inner.isEmpty ? "" : "{\(inner)}") + " \(value)\n"
    }
    return text
  }

  /// A label's value: any text, with backslash, quote and line feed escaped.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
