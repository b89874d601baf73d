public import Flood
public import Rules

/// What the daemon was asked to do.
public struct Settings: Sendable {
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

  /// Settings from their parts.
  public init(
    wish: Site.Wish, scope: Scope, policy: Policy, isAtPort: Bool = false, isDryRun: Bool, keeps: Bool
  ) {
    self.wish = wish
    self.scope = scope
    self.policy = policy
    self.isAtPort = isAtPort
    self.isDryRun = isDryRun
    self.keeps = keeps
  }
}
