import ArgumentParser
import Rules
import Wire

// Readers of command-line words. Each says what it wanted, since "invalid value" helps nobody at night.

func readMAC(_ text: String) throws -> MACAddress {
  guard let mac = MACAddress(text) else {
    throw ValidationError("'\(text)' is not a MAC address; write it as 02:00:00:00:00:99")
  }
  return mac
}

func readInterface(_ text: String) throws -> InterfaceName {
  guard let name = InterfaceName(text) else {
    let words =
      text.utf8.count > InterfaceName.maximumLength
      ? "has \(text.utf8.count) bytes; an interface name has at most \(InterfaceName.maximumLength)"
      : "cannot be an interface name; `ip -br link` lists those there are"
    throw ValidationError("'\(text)' \(words)")
  }
  return name
}

func readPrefix(_ text: String) throws -> Prefix {
  guard let prefix = Prefix(text) else {
    throw ValidationError("'\(text)' is not an address with a prefix length; write it as 192.0.2.1/24")
  }
  return prefix
}

func readAddress(_ text: String) throws -> IPAddress {
  guard let address = IPAddress(text) else {
    throw ValidationError("'\(text)' is not an IP address; write it as 192.0.2.1 or 2001:db8::1")
  }
  return address
}

/// How long a block lasts: `10m`, `1h30m`, `forever`.
struct Lifetime: ExpressibleByArgument, Sendable {
  /// Nil is for ever.
  let duration: Duration?

  static let forever = Lifetime(duration: nil)

  init(duration: Duration?) { self.duration = duration }

  init?(argument: String) {
    if argument == "forever" {
      self = .forever
      return
    }
    guard let duration = Duration(words: argument), duration > .zero else { return nil }
    self.init(duration: duration)
  }

  var defaultValueDescription: String { "forever" }
}

extension Duration {
  /// Reads `90`, `90s`, `10m`, `24h`, `7d` and their sums such as `1h30m`; a bare number is seconds, as in
  /// fail2ban. Nil for anything else and for more than ten years.
  init?(words text: String) {
    var total: Int64 = 0
    var digits = ""
    for character in text + (text.last?.isASCIIDigit == true ? "s" : "") {
      if character.isASCIIDigit {
        digits.append(character)
        continue
      }
      let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
      guard digits.count <= 9, let number = Int64(digits), let unit = units[character] else { return nil }
      total += number * unit
      digits = ""
    }
    guard !text.isEmpty, total <= 10 * 366 * 86_400 else { return nil }
    self = .seconds(total)
  }

  /// The two largest units: `4 min 59 s`, `1 d`.
  var words: String {
    var seconds = components.seconds
    guard seconds > 0 else { return "0 s" }
    var parts: [String] = []
    for (unit, name) in [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")] as [(Int64, String)] {
      if seconds >= unit { parts.append("\(seconds / unit) \(name)") }
      seconds %= unit
    }
    return parts.prefix(2).joined(separator: " ")
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

func readScope(_ text: String) throws -> Scope {
  guard let scope = Scope(rawValue: text) else {
    throw ValidationError(
      "'\(text)' is not a scope; choose from \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
  }
  return scope
}

/// MODE as a person may write it.
enum ModeArgument: String, ExpressibleByArgument, CaseIterable {
  case auto, bridge, existing
  case brouteRaw = "broute-raw"
  case brouteUDP = "broute-udp"
  case netdev
  case brouteClassic = "broute-classic"

  /// What it means to a command that changes the machine; nil for `auto`.
  func mode() throws(Refusal) -> Mode? {
    switch self {
    case .auto: return nil
    case .bridge: return .bridge
    case .existing: return .existing
    case .brouteClassic:
      throw Refusal(
        "mode broute-classic is printed by `dhcpward rules` only: it breaks DHCP for everyone (rules/broute-classic); "
          + "use --mode bridge", .unavailable)
    case .brouteRaw, .brouteUDP, .netdev:
      throw Refusal("mode \(rawValue) is not built yet; use --mode bridge", .unavailable)
    }
  }
}

/// DIALECT as a person may write it.
enum DialectArgument: String, ExpressibleByArgument, CaseIterable {
  case auto, nftables, ebtables

  var dialect: Dialect? { Dialect(rawValue: rawValue) }
}
