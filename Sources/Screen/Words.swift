internal import Wire

extension Duration {
  /// For a sentence: `4 min 12 s`, `3 d 4 h`; the two largest units there are, a part of a second rounded up.
  public var spoken: String {
    let parts = twoLargest
    return parts.isEmpty ? "0 s" : parts.map { "\($0.count) \($0.unit)" }.joined(separator: " ")
  }

  /// For a column of seven: `4m12s`, `3d04h`.
  public var brief: String {
    let parts = twoLargest
    guard let first = parts.first else { return "0s" }
    let head = "\(first.count)\(first.unit.prefix(1))"
    guard parts.count > 1 else { return head }
    return head + (parts[1].count < 10 ? "0" : "") + "\(parts[1].count)\(parts[1].unit.prefix(1))"
  }

  private var twoLargest: [(count: Int64, unit: String)] {
    let nanoseconds = max(0, clampedNanoseconds)
    var rest = nanoseconds / 1_000_000_000 + (nanoseconds % 1_000_000_000 == 0 ? 0 : 1)
    var parts: [(count: Int64, unit: String)] = []
    for (unit, length) in [("d", Int64(86_400)), ("h", 3600), ("min", 60), ("s", 1)] {
      if parts.count < 2, rest >= length {
        parts.append((rest / length, unit))
      }
      // `1 d 5 s` would look more exact than it is.
      else if parts.count == 1 {
        break
      }
      rest %= length
    }
    return parts
  }
}

extension Double {
  /// A rate in at most five columns: `0.3`, `12`, `20.0k`, `1.25M`.
  public var brief: String {
    guard self >= 0, isFinite else { return "-" }
    if self == 0 { return "0" }
    if self < 9.95 { return Self.fixed(self, 1) }
    if self < 9999.5 { return "\(Int(rounded()))" }
    if self < 999_500 {
      return (self < 99_950 ? Self.fixed(self / 1e3, 1) : "\(Int((self / 1e3).rounded()))") + "k"
    }
    if self < 999_500_000 {
      return (self < 9_995_000 ? Self.fixed(self / 1e6, 2) : "\(Int((self / 1e6).rounded()))") + "M"
    }
    return self < 999_500_000_000 ? "\(Int((self / 1e9).rounded()))G" : "lots"
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = digits == 1 ? 10 : 100
    let whole = Int((value * Double(scale)).rounded())
    let rest = String(whole % scale)
    return "\(whole / scale)." + String(repeating: "0", count: digits - rest.count) + rest
  }
}

extension BinaryInteger {
  /// A count in at most seven columns: as it is up to ten millions.
  public var brief: String { self < 10_000_000 ? "\(self)" : Double(self).brief }
}

extension MessageKind {
  /// A few letters for a narrow column; `6` for DHCPv6.
  var abbreviation: String {
    switch self {
    case .discover: "disc"
    case .request: "req"
    case .decline: "decl"
    case .release: "rel"
    case .inform: "inf"
    case .leasequery: "lq"
    case .bootp: "bootp"
    case .malformed: "bad"
    case .solicit: "sol6"
    case .request6: "req6"
    case .confirm: "conf6"
    case .renew: "ren6"
    case .rebind: "reb6"
    case .release6: "rel6"
    case .decline6: "decl6"
    case .informationRequest: "inf6"
    case .relayForward: "relay6"
    case .leasequery6: "lq6"
    case .malformed6: "bad6"
    }
  }
}

extension [MessageKind: Int] {
  /// What was sent most first: `disc`, or `disc 97% rel 3%`.
  var abbreviated: String {
    let total = values.reduce(0) { $0 + Swift.max(0, $1) }
    let most = filter { $0.value > 0 }.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
    guard most.count > 1 else { return most.first?.key.abbreviation ?? "" }
    return most.prefix(4).compactMap { kind, count in
      let share = Int((Double(count) / Double(total) * 100).rounded())
      return share == 0 ? nil : "\(kind.abbreviation) \(share)%"
    }.joined(separator: " ")
  }

  /// All of them together.
  var total: Int { values.reduce(0) { $0.addingReportingOverflow($1).partialValue } }
}
