/// What a person wants to see of one message beside what is counted. A client can write anything into it.
public struct ClientEvidence: Hashable, Sendable {
  /// Option 12 (RFC 2132 §3.14), or the name of option 81 (RFC 4702); in v6 of option 39 (RFC 4704).
  public var hostName: PrintableText?
  /// Option 60 (RFC 2132 §9.13); in v6 the data of option 16 (RFC 8415 §21.16).
  public var vendorClass: PrintableText?
  /// `chaddr`, as a MAC when it has six octets; in v6 the DUID in hexadecimal (RFC 8415 §11).
  public var client: PrintableText?
  /// The relay's name for where the client is: sub-option 1 of option 82 (RFC 3046 §3.1); in v6 the Interface-Id,
  /// option 18 (RFC 8415 §21.18).
  public var circuitID: PrintableText?
  /// The relay's name for the client's end: sub-option 2 of option 82 (RFC 3046 §3.2); in v6 option 37 (RFC 4649),
  /// its enterprise number cut off.
  public var remoteID: PrintableText?
  /// `giaddr`; in v6 the `link-address` of the relay next to the client (RFC 8415 §9). Nil without a relay.
  public var relay: IPAddress?
  /// The client's own address as that relay saw it, `peer-address`; nil in v4.
  public var peer: IPAddress?
  /// The line that the client is on, as a relay or a switch names it: the octets of what is shown above.
  public var line: RelayedLine?
  /// Time to live, hop limit in IPv6.
  public var hopLimit: UInt8
  /// The attack tool that it looks like.
  public var tool: KnownTool?

  /// Nothing known of a message but how far it came.
  public init(hopLimit: UInt8 = 0) { self.hopLimit = hopLimit }
}
