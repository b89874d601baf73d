import Blocks
import Plans
import Wire

/// The daemon is killed, and comes again.
extension World {
  func restart() {
    killed += 1
    note("killed")
    // A reboot forgets what the kernel had, and its clock begins anew.
    if chance(0.2) {
      host.elements = [:]
      outside = []
      host.hasFrame = false
      now.boot = BootTime(seconds: 10)
      for key in promises.keys { countAnew(key) }
    }
    pass(.milliseconds(Int64.random(in: 0...3000, using: &random)))
    outside = outside.filter { host.elements[$0] != nil }
    // Written times are of the day, however that was set.
    promises = promises.filter { $0.value.wall.map { $0 > now.wall } ?? true }
    for key in promises.keys { countAnew(key) }
    innocent = Members.innocents.union(file.allowed)
    blocks = BlockTable(table: host.table, scope: .dhcp, isAtPort: isAtPort, policy: policy)
    blocks.exemptions = exemptions
    bans = []
    // Of the allowed only what was to be done about it may be missing.
    mayEnd = { [file] in file.allowed.contains($0.mac) }
    let (killing, failing) = (self.killing, self.failing)
    (self.killing, self.failing) = (0, 0)
    let run = file.earlierRun(host.standing(now: now.boot), now: now.wall)
    do {
      try perform(blocks.restore(run, now: now))
      try serve()
    } catch { violate("killed, and nobody did") }
    (self.killing, self.failing) = (killing, failing)
    for (key, element) in host.elements where file.running[key] == nil {
      if !outside.contains(key) { violate("\(key) had ended, and stands again: \(element.block)") }
    }
    for mac in innocent where host.elements.keys.contains(where: { $0.mac == mac }) {
      violate("\(mac) is blocked after a restart, and is innocent")
    }
  }

  /// What is put back is put back until the time of day that is written; what stands goes on for what the kernel has left,
  /// which somebody may have made shorter a moment ago.
  private func countAnew(_ key: Block.Key) {
    guard var promise = promises[key] else { return }
    if let element = host.elements[key] {
      promise.boot = [promise.boot, element.ends].compactMap(\.self).min()
    } else {
      promise.boot = promise.wall.map { now.boot + ($0 - now.wall) }
    }
    promises[key] = promise
  }
}
