import Blocks
import Flood
import Placement
import Plans
import Wire

/// Reading the settings again: all of them hold from then on, or everything stays as it was. Blocks stay either way.
extension Daemon {
  /// Reads the settings again, and says in the log what came of it, too.
  public func reload() -> Occurrence.Reload {
    guard let read = environment.settings else {
      announce(.reload(.nothingToRead))
      return .nothingToRead
    }
    do {
      return try adopt(read)
    } catch {
      // Neither the new way nor the old one can be had.
      fatal = error
      return .fatal("\(error)")
    }
  }

  private func adopt(_ read: () throws -> [Settings]) throws -> Occurrence.Reload {
    let fresh: [Settings]
    var changed: [Settings] = []
    do {
      fresh = try read()
      changed = fresh.filter { settings in
        !guarded.contains { $0.canAdjust(to: settings) }
      }
      // What is refused is refused here, before anything is changed; for an interface that is guarded in another way
      // now that shows only once it is left.
      for settings in changed
      where !guarded.contains(where: { $0.settings.wish.interface == settings.wish.interface })
        && !mustWait(for: settings)
      {
        try refuseSecondIngress(try interface(settings, isAlone: fresh.count == 1))
      }
    } catch {
      let outcome = Occurrence.Reload.refused("\(error)")
      announce(.reload(outcome))
      return outcome
    }
    let isAlone = fresh.count == 1
    let wanted = Set(try awaitOnly(fresh))
    changed.removeAll { !wanted.contains($0) }
    for interface in guarded {
      if let settings = fresh.first(where: { interface.canAdjust(to: $0) }) {
        interface.isAlone = isAlone
        try interface.adjust(to: settings)
      } else {
        let place = changed.firstIndex { $0.wish.interface == interface.settings.wish.interface }
        try leave(interface, for: place.map { changed.remove(at: $0) }, isAlone: isAlone)
      }
    }
    for settings in changed { try begin(settings, isAlone: isAlone) }
    let outcome = Occurrence.Reload.done(interfaces, awaited: awaitedInterfaces)
    announce(.reload(outcome))
    return outcome
  }

  // An interface whose place in the network changes is left and guarded anew; when that fails, as before.
  private func leave(_ old: GuardedInterface, for fresh: Settings?, isAlone: Bool) throws {
    guard let place = guarded.firstIndex(where: { $0 === old }) else { return }
    let standing = old.blocks.standing(now: environment.clock())
    guarded.remove(at: place)
    try old.leave(speaking: fresh == nil)
    guard let fresh else { return }
    do {
      try begin(fresh, isAlone: isAlone, at: place, inheriting: standing)
    } catch {
      announce(.failure(.guardAnew(old.interface), "\(error)"))
      try begin(old.settings, isAlone: isAlone, at: place, inheriting: standing)
    }
  }
}

extension GuardedInterface {
  /// Whether these settings are for this interface and leave its place in the network as it is.
  func canAdjust(to fresh: Settings) -> Bool {
    var same = settings
    (same.policy, same.keeps) = (fresh.policy, fresh.keeps)
    return same == fresh
  }

  /// Judges by another policy from now on. What was counted is forgotten; blocks and strikes stay.
  func adjust(to fresh: Settings) throws {
    guard fresh != settings else { return }
    settings = fresh
    enforcer.adjust(to: fresh)
    watchlist = watchlist.renewed(by: fresh.policy, at: now.wall)
    perform(blocks.adjust(to: fresh.policy, now: now))
    // The program judges by what it was made for.
    if enforcer.site.mode == .xdp { observe(.doubted(listing: false)) }
    try reviseExemptions()
  }
}
