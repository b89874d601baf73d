public import Wire

/// Who a MAC address is, by its leases.
public struct Tenant: Hashable, Sendable {
  /// Its address: the IPv4 one where it has both.
  public let address: IPAddress
  /// What it calls itself.
  public let hostName: PrintableText?

  /// Takes what leases say.
  public init(address: IPAddress, hostName: PrintableText? = nil) {
    (self.address, self.hostName) = (address, hostName)
  }

  /// For a person: `192.0.2.10, calls itself laptop`.
  public var words: String { "\(address)" + (hostName.map { ", calls itself \($0)" } ?? "") }
}
