/// Whose messages are counted, and blocked, together.
public enum Subject: Hashable, Sendable {
  /// Everything with this Ethernet source.
  case address(MACAddress)
  /// One client behind a relay or a router.
  case client(RelayedClient)
  /// All clients of a line.
  case line(RelayedLine)
}
