public import Wire

/// One rule of ebtables' broute table.
public struct BrouteRule: Hashable, Sendable {
  /// What it matches, beside the port the frame came in by.
  public enum Match: Hashable, Sendable {
    /// `-p IPv4 --ip-dst ADDRESS`
    case ipv4(to: IPv4Address)
    /// `-p ARP -d MAC`
    case arp(to: MACAddress)
  }

  /// What becomes of the frame. In broute ebtables' own DROP means route, its ACCEPT means bridge.
  public enum Verdict: Hashable, Sendable {
    /// Given to the IP stack on the port itself.
    case routeUp
    /// Given to the bridge.
    case bridge
  }

  /// The port the frame came in by.
  public var port: InterfaceName
  /// What it matches.
  public var match: Match
  /// What becomes of the frame.
  public var verdict: Verdict

  /// A rule from its parts.
  public init(port: InterfaceName, match: Match, verdict: Verdict) {
    self.port = port
    self.match = match
    self.verdict = verdict
  }
}
