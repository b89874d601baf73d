/// A line on which clients are, as the relay or the switch before them names it: what they cannot choose.
public struct RelayedLine: Hashable, Sendable {
  /// The Ethernet source that the messages come with; nil where a switch marks messages that keep their client's own.
  public var router: MACAddress?
  /// The relay that named it, `giaddr` or `link-address`, as names such as "eth1" are one relay's only; nil where a
  /// remote-id tells lines apart, and where a switch named it.
  public var relay: IPAddress?
  /// Sub-option 1 of option 82 (RFC 3046 §3.1), or the Interface-Id, option 18 (RFC 8415 §21.18).
  public var circuit: [UInt8]
  /// Sub-option 2 of option 82 (RFC 3046 §3.2), or option 37, its enterprise number left out (RFC 4649); empty without.
  public var remote: [UInt8]

  /// A line from its parts.
  public init(circuit: [UInt8], remote: [UInt8] = [], relay: IPAddress? = nil, router: MACAddress? = nil) {
    (self.circuit, self.remote, self.relay, self.router) = (circuit, remote, relay, router)
  }
}
