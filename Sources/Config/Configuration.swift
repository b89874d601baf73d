public import Daemon
public import Wire

/// What the settings file says, with defaults where it says nothing (dhcpward.toml, docs/configuration.md).
public struct Configuration: Hashable, Sendable {
  /// Where the file is unless said otherwise.
  public static let standardPath = "/etc/dhcpward/dhcpward.toml"
  /// The largest file that is read, in bytes.
  public static let sizeLimit = 1 << 20

  /// What all interfaces share, and what one has that is not named here.
  public var shared = Guarding()
  /// The interfaces to guard, ordered by name.
  public var interfaces: [Interface] = []
  /// What is not of one interface.
  public var daemon = Daemon()
  /// Where Prometheus finds the figures.
  public var metrics = Metrics()
  /// The programs to start at events, ordered by name.
  public var hooks: [Hook] = []
  /// The addresses to post events to, ordered by name.
  public var webhooks: [Webhook] = []
  /// Events as mail.
  public var mail = Mail()

  /// The defaults, as without a file.
  public init() {}

  /// How an interface is guarded.
  public func guarding(of interface: InterfaceName) -> Guarding {
    interfaces.first { $0.name == interface }?.guarding ?? shared
  }

  /// The daemon's settings for an interface.
  public func settings(for interface: InterfaceName) -> Settings {
    guarding(of: interface).settings(on: interface)
  }
}
