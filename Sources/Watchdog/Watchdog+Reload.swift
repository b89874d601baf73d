import Flood
import Kernel
import Rules
import Wire

/// Reading the settings again: all of them hold from then on, or everything stays as it was. Blocks stay either way.
extension Watchdog {
  func readSettings() throws {
    guard let read = outside.settings else {
      return always(.note, .info, "SIGHUP: there is no configuration file to read again; going on")
    }
    let fresh: [Settings]
    var made: [InterfaceName: Post] = [:]
    do {
      fresh = try read()
      let isAlone = fresh.count == 1
      // Whatever is refused is refused here, before anything is changed.
      for settings in fresh where !posts.contains(where: { $0.canAdjust(to: settings, isAlone: isAlone) }) {
        let post = try post(settings, isAlone: isAlone)
        made[post.interface] = post
      }
    } catch {
      return always(.reload, .error, "reload refused, everything goes on as before: \(error)")
    }
    let kept = posts.filter { post in fresh.contains { post.canAdjust(to: $0, isAlone: fresh.count == 1) } }
    for post in kept {
      guard let settings = fresh.first(where: { post.canAdjust(to: $0, isAlone: fresh.count == 1) }) else {
        continue
      }
      try post.adjust(to: settings)
    }
    for old in posts where !kept.contains(where: { $0 === old }) { try leave(old, for: made[old.interface]) }
    for new in made.values.sorted(by: { $0.interface < $1.interface })
    where !posts.contains(where: { $0 === new }) {
      posts.append(new)
      try begin(new)
    }
    always(
      .reload, .notice,
      "reloaded the settings: guarding \(interfaces.map { "\($0)" }.joined(separator: ", "))")
  }

  // An interface whose place in the network changes is left and guarded anew; when that fails, as before.
  private func leave(_ old: Post, for new: Post?) throws {
    guard let place = posts.firstIndex(where: { $0 === old }) else { return }
    let standing = old.enforcer.roster.standing(now: WallClock.steady)
    try old.leave(speaking: new == nil)
    guard let new else {
      posts.remove(at: place)
      return
    }
    posts[place] = new
    do {
      try begin(new, inheriting: standing)
    } catch {
      always(.reload, .error, "guard \(old.interface) as was asked failed: \(error); going back")
      posts[place] = try post(old.settings, isAlone: posts.count == 1)
      try begin(posts[place], inheriting: standing)
    }
  }

  private func always(_ kind: Event.Kind, _ level: Event.Level, _ words: String) {
    outside.log.always(Event(at: WallClock.now, kind, level: level, words))
  }
}

extension Post {
  /// Whether these settings are for this interface and leave its place in the network as it is.
  func canAdjust(to fresh: Settings, isAlone: Bool) -> Bool {
    var same = settings
    (same.policy, same.keeps) = (fresh.policy, fresh.keeps)
    return same == fresh && isAlone == self.isAlone
  }

  /// Judges by another policy from now on. What was counted is forgotten; blocks and strikes stay.
  func adjust(to fresh: Settings) throws {
    guard fresh != settings else { return }
    let now = WallClock.now
    let strikes = watchlist.strikes(at: now)
    settings = fresh
    enforcer.adjust(to: fresh)
    watchlist = Watchlist(policy: fresh.policy)
    for (mac, count, end) in strikes { watchlist.remember(strikes: count, of: mac, until: end) }
    sentences.adjust(to: fresh.policy)
    for mac in sentences.macs {
      guard let end = sentences.end(of: mac) else { continue }
      watchlist.ban(
        mac, until: now + (end - WallClock.steady), strikes: enforcer.ownBlock(mac)?.remark?.strikes ?? 1)
    }
    try reviseExemptions()
  }
}
