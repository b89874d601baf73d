import ArgumentParser
import Plans
import System
import Wire

// Readers of command-line words. Each says what it wanted, since "invalid value" helps nobody at night.

func readMAC(_ text: String) throws -> MACAddress {
  guard let mac = MACAddress(text) else {
    if InterfaceNames.all.contains(text) {
      throw ValidationError("'\(text)' is an interface, not a MAC address; write -i \(text)")
    }
    if InputFile.isThere(text) {
      throw ValidationError("'\(text)' is a file, not a MAC address; name the MAC address before it")
    }
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

/// How long a block lasts.
struct Lifetime: Sendable {
  /// Nil is for ever.
  let duration: Duration?

  static let forever = Lifetime(duration: nil)
}

/// Reads `10m`, `1h30m`, `forever`; a bare number is seconds, as in fail2ban.
func readLifetime(_ text: String) throws -> Lifetime {
  if text == "forever" { return .forever }
  guard let duration = Duration(length: text) else {
    throw ValidationError(
      "'\(text)' is not a length of time; "
        + (Duration.meant(by: text).map { "did you mean \($0.compact)?" }
          ?? "write it as 300s, 10m, 1h30m or forever"))
  }
  return Lifetime(duration: duration)
}

func readScope(_ text: String) throws -> Scope {
  guard let scope = Scope(rawValue: text) else {
    throw ValidationError(
      Choice.words("'\(text)' is not a scope; choose from", of: Scope.allCases.map(\.rawValue), for: text))
  }
  return scope
}

/// MODE as a person may write it to a command that changes the machine.
enum ModeArgument: String, ExpressibleByArgument, CaseIterable {
  case auto, bridge, existing
  case brouteRaw = "broute-raw"
  case brouteUDP = "broute-udp"
  case netdev, xdp

  /// What it means to a command that changes the machine; nil for `auto`.
  var mode: Mode? { Mode(rawValue: rawValue) }
}

/// MODE of a bridge that is built.
enum BridgeModeArgument: String, ExpressibleByArgument, CaseIterable {
  case bridge
  case brouteRaw = "broute-raw"
  case brouteUDP = "broute-udp"

  var mode: Mode {
    switch self {
    case .bridge: .bridge
    case .brouteRaw: .brouteRaw
    case .brouteUDP: .brouteUDP
    }
  }
}

/// MODE of what is printed only.
enum PrintedModeArgument: String, ExpressibleByArgument, CaseIterable {
  case auto, bridge, existing
  case brouteRaw = "broute-raw"
  case brouteUDP = "broute-udp"
  case netdev, xdp
  case brouteClassic = "broute-classic"

  /// `auto` cannot look at the machine.
  var mode: Mode { Mode(rawValue: rawValue) ?? .bridge }
}

/// DIALECT as a person may write it.
enum DialectArgument: String, ExpressibleByArgument, CaseIterable {
  case auto, nftables, ebtables

  var dialect: Dialect? { Dialect(rawValue: rawValue) }
}

extension Duration {
  /// What was meant by a length whose units are spelt out: `10min`, `2 hours`.
  static func meant(by text: String) -> Duration? {
    let units = ["milli": "ms", "ms": "ms", "s": "s", "m": "m", "h": "h", "d": "d"]
    var words = ""
    var rest = text.lowercased().filter { $0 != " " }[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let letters = rest.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
      let unit = units.filter { letters.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }
      guard !digits.isEmpty, let unit else { return nil }
      words += digits + unit.value
      rest = rest.dropFirst(digits.count + letters.count)
    }
    return Duration(compact: words)
  }
}
