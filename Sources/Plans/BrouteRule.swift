public import Wire

/// One rule of a broute recipe.
public struct BrouteRule: Hashable, Sendable {
  /// What it matches, beside the port the frame came in by.
  public enum Match: Hashable, Sendable {
    /// Every frame.
    case anything
    /// IPv4, UDP to port 67.
    case dhcp
    /// IPv4 in a frame to that hardware address.
    case unicast(to: MACAddress)
    /// IPv4 to that address.
    case ipv4(to: IPv4Address)
    /// ARP in a frame to that hardware address.
    case arp(to: MACAddress)
    /// ARP whose target is that IPv4 address.
    case arpTarget(IPv4Address)
    /// IPv6.
    case ipv6
  }

  /// What becomes of the frame. In broute ebtables' own DROP means route, its ACCEPT means bridge.
  public enum Verdict: Hashable, Sendable {
    /// Given to the IP stack on the port itself.
    case routeUp
    /// Given to the bridge.
    case bridge
  }

  /// What it matches.
  public var match: Match
  /// What becomes of the frame.
  public var verdict: Verdict

  /// A rule from its parts.
  public init(match: Match, verdict: Verdict) {
    self.match = match
    self.verdict = verdict
  }
}
