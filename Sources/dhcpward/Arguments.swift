import ArgumentParser
import Plans
import System
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
    throw ValidationError("'\(text)' is not a length of time; write it as 300s, 10m, 1h30m or forever")
  }
  return Lifetime(duration: duration)
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
  case netdev, xdp
  case brouteClassic = "broute-classic"

  /// What it means to a command that changes the machine; nil for `auto`.
  func mode() throws(Refusal) -> Mode? {
    switch self {
    case .auto: return nil
    case .bridge: return .bridge
    case .existing: return .existing
    case .brouteClassic:
      throw Refusal(
        "mode broute-classic is printed by `dhcpward rules` only (rules/broute-classic); use --mode broute-udp",
        .unavailable)
    case .brouteRaw: return .brouteRaw
    case .brouteUDP: return .brouteUDP
    case .netdev: return .netdev
    case .xdp: return .xdp
    }
  }
}

/// DIALECT as a person may write it.
enum DialectArgument: String, ExpressibleByArgument, CaseIterable {
  case auto, nftables, ebtables

  var dialect: Dialect? { Dialect(rawValue: rawValue) }
}
