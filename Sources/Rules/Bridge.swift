public import Wire

/// The single-port bridge to build.
public struct Bridge: Hashable, Sendable {
  /// Its name.
  public var name: InterfaceName
  /// Its one port.
  public var port: InterfaceName
  /// Its hardware address, the port's; nil only in a pure print that was not told it.
  public var address: MACAddress?
  /// Who asked for it.
  public var origin: Origin

  /// A bridge from its parts.
  public init(name: InterfaceName, port: InterfaceName, address: MACAddress?, origin: Origin) {
    self.name = name
    self.port = port
    self.address = address
    self.origin = origin
  }

  /// The mark that says it is dhcpward's, kept by the kernel as IFLA_IFALIAS: `dhcpward hand eth0`.
  public var alias: String { "dhcpward \(origin.rawValue) \(port)" }

  /// Reads a bridge of dhcpward's back from a link; nil for any other link.
  public init?(_ link: Link) {
    guard link.kind == .bridge, let words = link.alias?.split(separator: " "), words.count == 3,
      words[0] == "dhcpward",
      let origin = Origin(rawValue: String(words[1])), let port = InterfaceName(String(words[2]))
    else { return nil }
    self.init(name: link.name, port: port, address: link.address, origin: origin)
  }
}
