public import Flood
public import Placement
public import Plans

/// What the daemon was asked to do.
public struct Settings: Hashable, Sendable {
  /// Where to stand.
  public var wish: Site.Wish
  /// Which frames of a flooder are dropped.
  public var scope: Scope
  /// Who is a flooder.
  public var policy: Policy
  /// Block only at the port of a bridge where the flood comes in.
  public var isAtPort: Bool
  /// Print every plan, change nothing.
  public var isDryRun: Bool
  /// Leave the bridge and the blocks behind on the way out.
  public var keeps: Bool
  /// Messages a second that sources not known to be healthy share; nil without such a limit.
  public var guardRate: UInt32?
  /// Refuse where a block would not work, rather than warn.
  public var isStrict: Bool

  /// Wait for an interface that is not there, rather than refuse: it is written down, and not a slip of the tongue.
  public var isAwaited = false

  /// Settings from their parts.
  public init(
    wish: Site.Wish, scope: Scope, policy: Policy, isAtPort: Bool = false, isDryRun: Bool, keeps: Bool,
    guardRate: UInt32? = nil, isStrict: Bool = false
  ) {
    self.wish = wish
    self.scope = scope
    self.policy = policy
    self.isAtPort = isAtPort
    self.isDryRun = isDryRun
    self.keeps = keeps
    self.guardRate = guardRate
    self.isStrict = isStrict
  }
}
