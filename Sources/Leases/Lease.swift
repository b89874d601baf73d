public import Wire

/// An address that a DHCP server has given to a client, as its own file says.
public struct Lease: Hashable, Sendable {
  /// What was given.
  public let address: IPAddress
  /// What the client calls itself, for what that is worth.
  public let hostName: PrintableText?
  /// When it ends; nil for never.
  public let end: Timestamp?

  /// A lease from its parts.
  public init(address: IPAddress, hostName: PrintableText? = nil, end: Timestamp? = nil) {
    (self.address, self.hostName, self.end) = (address, hostName, end)
  }
}
