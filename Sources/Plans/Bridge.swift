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
  /// What it is built for: `bridge`, `broute-raw` or `broute-udp`.
  public var mode: Mode
  /// The language of its broute rules, where the mode has any.
  public var dialect: Dialect
  /// Until when it is to be confirmed, or else undone; nil when it is to stay. Time since boot (CLOCK_BOOTTIME), as
  /// a bridge does not outlive that and nobody can set it.
  public var deadline: BootTime?

  /// A bridge from its parts.
  public init(
    name: InterfaceName, port: InterfaceName, address: MACAddress?, origin: Origin, mode: Mode = .bridge,
    dialect: Dialect = .nftables, deadline: BootTime? = nil
  ) {
    self.name = name
    self.port = port
    self.address = address
    self.origin = origin
    self.mode = mode
    self.dialect = dialect
    self.deadline = deadline
  }

  /// The mark that says it is dhcpward's, kept by the kernel as IFLA_IFALIAS: `dhcpward hand eth0`, with
  /// `broute-raw nftables` behind it in such a mode, and `until boot+86400.500` while it waits to be confirmed.
  public var alias: String {
    "dhcpward \(origin.rawValue) \(port)" + (mode.broutes ? " \(mode.rawValue) \(dialect.rawValue)" : "")
      + (deadline.map { " until \(Self.text($0))" } ?? "")
  }

  /// Reads a bridge of dhcpward's back from a link; nil for any other link.
  public init?(_ link: Link) {
    guard link.kind == .bridge, let words = link.alias?.split(separator: " "), words.count >= 3,
      words[0] == "dhcpward",
      let origin = Origin(rawValue: String(words[1])), let port = InterfaceName(String(words[2]))
    else { return nil }
    self.init(name: link.name, port: port, address: link.address, origin: origin)
    var rest = words.dropFirst(3)
    if let word = rest.first, let mode = Mode(rawValue: String(word)), mode.broutes {
      guard let dialect = rest.dropFirst().first.flatMap({ Dialect(rawValue: String($0)) }) else {
        return nil
      }
      (self.mode, self.dialect) = (mode, dialect)
      rest = rest.dropFirst(2)
    }
    if rest.first == "until" {
      guard let deadline = rest.dropFirst().first.flatMap({ Self.deadline($0) }) else { return nil }
      self.deadline = deadline
      rest = rest.dropFirst(2)
    }
    guard rest.isEmpty else { return nil }
  }

  /// The broute rules of its mode; nil in mode `bridge`, and where its own address is not known.
  public var broute: Broute? {
    switch mode {
    case .brouteRaw: address.map { Broute(port: port, dialect: dialect, recipe: .raw(mac: $0)) }
    case .brouteUDP: Broute(port: port, dialect: dialect, recipe: .udp)
    case .bridge, .existing, .netdev, .xdp, .brouteClassic: nil
    }
  }
}
