import Plans
import Wire

/// Judges what a rollback is to do about a bridge that has to be confirmed.
struct RollbackPolicy: Hashable {
  /// Its port.
  var port: InterfaceName
  /// Until when it is to be confirmed. The mark of the bridge in question bears this very moment, whatever somebody
  /// may have renamed it to.
  var deadline: BootTime

  /// How often the kernel is looked at.
  static let interval: Duration = .seconds(1)

  /// What to do next.
  enum Action: Hashable {
    /// Look again then.
    case wait(until: BootTime)
    /// Remove this bridge, whatever there is of it.
    case undo(Bridge)
    /// There is nothing to guard: confirmed, removed, or never built.
    case leave
  }

  /// Of dhcpward's bridges as they stand at `now`. While the builder lives a bridge may still come; once told to
  /// end, the bridge is undone at once rather than left with nobody on guard.
  func action(_ standing: [Bridge], builderLives: Bool, toldToEnd: Bool, now: BootTime) -> Action {
    let mine = standing.first { $0.port == port && $0.deadline == deadline }
    guard let mine else { return builderLives ? .wait(until: now + Self.interval) : .leave }
    guard now < deadline, !toldToEnd else { return .undo(mine) }
    return .wait(until: min(now + Self.interval, deadline))
  }
}
