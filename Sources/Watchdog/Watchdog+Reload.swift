import Blocks
import Flood
import Placement
import Plans
import System
import Wire

/// Reading the settings again: all of them hold from then on, or everything stays as it was. Blocks stay either way.
extension Watchdog {
  /// What came of reading the settings again.
  public enum Reload: Hashable, Sendable {
    /// They hold.
    case done(String)
    /// Nothing changed; why.
    case refused(String)
  }

  /// Reads the settings again, and says in the log what came of it, too.
  public func reload() -> Reload {
    guard let read = outside.settings else {
      let words = "there is no configuration file to read again; going on"
      always(.note, .info, "SIGHUP: \(words)")
      return .refused(words)
    }
    do {
      return try adopt(read)
    } catch {
      // Neither the new way nor the old one can be had.
      fatal = error
      return .refused("\(error)")
    }
  }

  private func adopt(_ read: () throws -> [Settings]) throws -> Reload {
    let fresh: [Settings]
    var changed: [Settings] = []
    do {
      fresh = try read()
      changed = fresh.filter { settings in
        !posts.contains { $0.canAdjust(to: settings) }
      }
      // What is refused is refused here, before anything is changed; for an interface that is guarded in another way
      // now that shows only once it is left.
      for settings in changed
      where !posts.contains(where: { $0.settings.wish.interface == settings.wish.interface })
        && !mustWait(for: settings)
      {
        try refuseSecondIngress(try post(settings, isAlone: fresh.count == 1))
      }
    } catch {
      let words = "reload refused, everything goes on as before: \(error)"
      always(.reload, .error, words)
      return .refused(words)
    }
    let isAlone = fresh.count == 1
    let wanted = Set(try awaitOnly(fresh))
    changed.removeAll { !wanted.contains($0) }
    for post in posts {
      if let settings = fresh.first(where: { post.canAdjust(to: $0) }) {
        post.isAlone = isAlone
        try post.adjust(to: settings)
      } else {
        let place = changed.firstIndex { $0.wish.interface == post.settings.wish.interface }
        try leave(post, for: place.map { changed.remove(at: $0) }, isAlone: isAlone)
      }
    }
    for settings in changed { try begin(settings, isAlone: isAlone) }
    let words =
      "reloaded the settings: guarding \(interfaces.map { "\($0)" }.joined(separator: ", "))"
      + awaitedWords
    always(.reload, .notice, words)
    return .done(words)
  }

  // An interface whose place in the network changes is left and guarded anew; when that fails, as before.
  private func leave(_ old: Post, for fresh: Settings?, isAlone: Bool) throws {
    guard let place = posts.firstIndex(where: { $0 === old }) else { return }
    let standing = old.blocks.standing(now: .now)
    posts.remove(at: place)
    try old.leave(speaking: fresh == nil)
    guard let fresh else { return }
    do {
      try begin(fresh, isAlone: isAlone, at: place, inheriting: standing)
    } catch {
      always(.reload, .error, "guard \(old.interface) as was asked failed: \(error); going back")
      try begin(old.settings, isAlone: isAlone, at: place, inheriting: standing)
    }
  }

  func always(_ kind: Event.Kind, _ level: Event.Level, _ words: String) {
    outside.log.always(Event(at: WallClock.now, kind, level: level, words))
  }
}

extension Post {
  /// Whether these settings are for this interface and leave its place in the network as it is.
  func canAdjust(to fresh: Settings) -> Bool {
    var same = settings
    (same.policy, same.keeps) = (fresh.policy, fresh.keeps)
    return same == fresh
  }

  /// Judges by another policy from now on. What was counted is forgotten; blocks and strikes stay.
  func adjust(to fresh: Settings) throws {
    guard fresh != settings else { return }
    let now = WallClock.now
    let strikes = watchlist.strikes(at: now)
    settings = fresh
    enforcer.adjust(to: fresh)
    let hearsBanned = watchlist.hearsBanned
    watchlist = Watchlist(policy: fresh.policy)
    watchlist.hearsBanned = hearsBanned
    watchlist.remember(strikes: strikes)
    perform(blocks.adjust(to: fresh.policy, now: .now))
    try reviseExemptions()
  }
}
