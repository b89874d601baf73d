import Host
import Placement
import System
public import Wire

/// Interfaces of the settings that are not there yet, as at boot, or while a module is loaded: they are waited for as one
/// that goes away is.
extension Daemon {
  /// One that is waited for. The lock says that somebody does.
  struct Awaited {
    var settings: Settings
    var lock: InstanceLock?
    /// When it is looked for again.
    var next: BootTime
    /// What kept it from being guarded when it had come.
    var failure = ""
  }

  // One that has come is guarded within that time; one that could not be is tried again later.
  private static let rhythm: Duration = .seconds(1)
  private static let rest: Duration = .seconds(5)

  /// The interfaces that are waited for.
  public var awaitedInterfaces: [InterfaceName] { awaited.compactMap(\.settings.wish.interface) }

  /// Those that are guarded, and those that will be.
  public var names: [InterfaceName] { interfaces + awaitedInterfaces }

  /// Guards an interface, or waits for it where it is not there.
  func beginOrWait(_ settings: Settings, isAlone: Bool) throws {
    guard let name = settings.wish.interface, mustWait(for: settings) else {
      return try begin(settings, isAlone: isAlone)
    }
    awaited.append(
      Awaited(settings: settings, lock: try writer.lock(name), next: environment.clock().boot + Self.rhythm))
    announce(.awaits(name))
  }

  /// Whether these settings are for an interface that is not there and that may come.
  func mustWait(for settings: Settings) -> Bool {
    guard let name = settings.wish.interface, settings.isAwaited, !settings.isDryRun else { return false }
    return !host.hasInterface(name)
  }

  /// When they are looked for again.
  var awaitedDue: BootTime? { awaited.map(\.next).min() }

  /// Guards those that have come.
  func beginAwaited() {
    let now = environment.clock().boot
    for place in awaited.indices.reversed() where awaited[place].next <= now {
      awaited[place].next = now + Self.rhythm
      let settings = awaited[place].settings
      guard let name = settings.wish.interface, host.hasInterface(name) else { continue }
      var one = awaited.remove(at: place)
      one.lock = nil
      do {
        try begin(settings, isAlone: guarded.isEmpty && awaited.isEmpty)
        announce(.came(name))
      } catch {
        let words = "\(error)"
        if words != one.failure {
          announce(.cameInVain(name, words))
        }
        one.failure = words
        one.next = environment.clock().boot + Self.rest
        one.lock = try? writer.lock(name)
        awaited.insert(one, at: min(place, awaited.endIndex))
      }
    }
  }

  /// From now on those of `fresh` that are not there are waited for, and no others; gives the rest.
  func awaitOnly(_ fresh: [Settings]) throws -> [Settings] {
    let absent = fresh.filter { settings in
      mustWait(for: settings) && !guarded.contains { $0.settings.wish.interface == settings.wish.interface }
    }
    let old = awaited
    awaited = []
    for settings in absent {
      if var known = old.first(where: { $0.settings.wish.interface == settings.wish.interface }) {
        known.settings = settings
        awaited.append(known)
      } else {
        try beginOrWait(settings, isAlone: fresh.count == 1)
      }
    }
    return fresh.filter { !absent.contains($0) }
  }
}
