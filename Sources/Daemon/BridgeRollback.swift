import Glibc
import Host
import Plans
import System
public import Wire

/// Undoes a bridge that nobody confirms in time: a process of its own, started before anything is changed, so that it
/// does its work whatever becomes of the one that builds, of the terminal, or of the network.
///
/// It knows nothing but the bridge's mark: whatever of a bridge bears it at the deadline, half built or whole, is
/// planned down from the kernel's state. A bridge whose mark was rewritten is none of its business any more.
public struct BridgeRollback {
  private let policy: RollbackPolicy
  private let machine: Machine
  private let lifeline: Lifeline
  private let signals: SignalDescriptor
  private var toldToEnd = false
  private var complaint = ""

  // As long as this another dhcpward may hold the lock of the port: longer than any plan takes. Whoever still holds it
  // then hangs, and being locked out is worse than doing the same thing twice.
  private static let patience: Duration = .seconds(10)
  private static let retry: Duration = .milliseconds(50)
  private static let longestRetry: Duration = .seconds(5)

  /// The words that start this program as a guardian.
  public static func words(port: InterfaceName, deadline: BootTime) -> [String] {
    [
      "dhcpward", "bridge", "guardian", "--port", "\(port)", "--deadline", "\(deadline.nanoseconds)",
    ]
  }

  /// A guardian, cut loose and about to say that it is ready.
  public init(port: InterfaceName, deadline: BootTime) throws {
    lifeline = Lifeline()
    signals = try SignalDescriptor([SIGHUP, SIGINT, SIGTERM, SIGQUIT])
    machine = try Machine()
    policy = RollbackPolicy(port: port, deadline: deadline)
  }

  /// Guards until there is nothing to guard.
  public mutating func run() throws {
    guard lifeline.ready() else { return }
    var builderLives = true
    while true {
      builderLives = builderLives && lifeline.isHeld
      let now = SystemClock.boot
      // A kernel that cannot be asked just now is asked again.
      guard let standing = try? machine.bridges() else {
        try wait(until: now + Self.retry, hearing: builderLives)
        continue
      }
      switch policy.action(standing, builderLives: builderLives, toldToEnd: toldToEnd, now: now) {
      case .leave: return
      case .wait(let moment): try wait(until: moment, hearing: builderLives)
      case .undo: return try undo()
      }
    }
  }

  private mutating func wait(until moment: BootTime, hearing builder: Bool) throws {
    let descriptors = [signals.descriptor] + (builder ? [lifeline.descriptor] : [])
    _ = try Poll.wait(for: descriptors, timeout: moment - SystemClock.boot)
    // The terminal's hangup is what it is there for.
    while let signal = signals.next() { if signal != SIGHUP { toldToEnd = true } }
  }

  // MARK: - Undoing

  // Until the bridge is gone, or is somebody else's.
  private mutating func undo() throws {
    let start = SystemClock.boot
    var pause = Self.retry
    while true {
      let isPatient = SystemClock.boot < start + Self.patience
      do {
        let lock = try isPatient ? InstanceLock(policy.port) : try? InstanceLock(policy.port)
        defer { withExtendedLifetime(lock) {} }
        if try undoOnce() { return }
      } catch is InstanceLock.Failure {
        // It is being confirmed, or removed, or is not finished: soon it will be seen.
      } catch {
        complain("\(error)")
        pause = min(pause * 2, Self.longestRetry)
      }
      _ = try? Poll.wait(for: [], timeout: pause)
    }
  }

  // True when there is nothing left to do.
  private func undoOnce() throws -> Bool {
    let network = try machine.network()
    let action = policy.action(
      network.links.compactMap(Bridge.init), builderLives: false, toldToEnd: true, now: SystemClock.boot)
    guard case .undo(let bridge) = action else { return true }
    try machine.apply(try BridgePlanner.down(bridge, network: network))
    SystemLog.write(
      .notice, "bridge \(bridge.name) over \(bridge.port) was not confirmed in time: undone"
    )
    return true
  }

  private mutating func complain(_ words: String) {
    guard words != complaint else { return }
    complaint = words
    SystemLog.write(
      .alarm, "the bridge over \(policy.port) was not confirmed, and cannot be undone yet: \(words)")
  }
}
