public import Daemon
public import Flood
import Placement
public import Plans
public import Wire

extension Configuration {
  /// How an interface is guarded: who is a flooder, and what is done about it. Its defaults are those of
  /// `dhcpward watch`.
  public struct Guarding: Hashable, Sendable {
    /// Who is a flooder, and who never is.
    public var policy = Policy.standard
    /// Which frames of a flooder are dropped.
    public var scope = Scope.dhcp
    /// How frames pass through the rules; nil for `auto`.
    public var mode: Mode?
    /// Whose rules; nil for `auto`.
    public var dialect: Dialect?
    /// The bridge's name; nil for br0, or the first free one.
    public var bridge: InterfaceName?
    /// Sources that no server has served yet share a rate.
    public var isGuarded = false
    /// That rate, in first messages a second.
    public var guardRate = NewcomerLimit.standardRate
    /// Block only at the port of a bridge where the flood comes in.
    public var isAtPort = false
    /// Refuse where a block would not work, rather than warn.
    public var isStrict = false
    /// Leave the bridge and the blocks behind on the way out.
    public var keeps = false

    /// The defaults.
    public init() {}

    /// The same as the daemon takes it, for an interface; nil lets it choose one.
    public func settings(on interface: InterfaceName?, isDryRun: Bool = false) -> Settings {
      Settings(
        wish: Site.Wish(interface: interface, bridge: bridge, mode: mode, dialect: dialect), scope: scope,
        policy: policy, isAtPort: isAtPort, isDryRun: isDryRun, keeps: keeps,
        guardRate: isGuarded ? guardRate : nil, isStrict: isStrict)
    }
  }

  /// One guarded interface.
  public struct Interface: Hashable, Sendable {
    /// The NIC, or a bridge.
    public var name: InterfaceName
    /// How it is guarded, with what all interfaces share filled in.
    public var guarding: Guarding

    /// An interface and how it is guarded.
    public init(name: InterfaceName, guarding: Guarding) {
      self.name = name
      self.guarding = guarding
    }
  }
}
