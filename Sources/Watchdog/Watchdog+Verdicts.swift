import Flood
import Kernel
import Rules
import Wire

/// What becomes of a finding.
extension Watchdog {
  mutating func act(on finding: Finding, _ enforcer: Enforcer) {
    let now = WallClock.steady
    switch finding.verdict {
    case .warned: log.event("warned \(finding.mac)\(enforcer.place(finding.mac)): \(finding.reason)", at: now)
    case .spared(let why): log.event("spared \(finding.mac) (\(why.text)): \(finding.reason)", at: now)
    case .blocked: block(finding, enforcer, at: now)
    }
  }

  /// Something that blocking does not cure.
  mutating func tell(_ alarm: Alarm) {
    let mac = alarm.mac.map { " \($0)" } ?? ""
    log.event("alarm \(alarm.kind.rawValue)\(mac): \(alarm.detail)", at: WallClock.steady)
  }

  private mutating func block(_ finding: Finding, _ enforcer: Enforcer, at now: Timestamp) {
    do {
      // The gateway may have changed since the last look, and blocking it would be worse than any flood. When the
      // kernel cannot be asked just now, what it said before still holds.
      try? refreshExemptions(enforcer, at: now)
      if let why = watchlist.exemptions.reason(for: finding.mac) {
        watchlist.retract(finding.mac)
        log.event("spared \(finding.mac) (\(why.text)): \(finding.reason)", at: now)
        return
      }
      // Where blocked sources are heard, those of a person are, too.
      guard !enforcer.isHeldByHand(finding.mac) else { return }
      let (ban, times) = (finding.ban, finding.times)
      let block = enforcer.sentence(on: finding)
      try enforcer.block(block)
      sentences.open(finding.mac, length: ban, now: WallClock.steady, inForce: WallClock.now)
      let place = block.place
      guard !settings.isDryRun else {
        log.event("would block \(finding.mac) for \(ban.words)\(times)\(place): \(finding.reason)", at: now)
        return
      }
      let delay = WallClock.now - finding.at
      // Only now that it is in force is there time to read files.
      let vendor = vendors.vendor(of: finding.mac).map { " (\($0))" } ?? ""
      log.event(
        "blocked \(finding.mac)\(vendor) for \(ban.words)\(times)\(place): \(finding.reason); in force "
          + "\(delay.inMilliseconds) ms after the message that tripped it"
          + (finding.mac.isLocal ? "; a \(Vendors.local)" : ""), at: now)
      for warning in enforcer.newWarnings(at: now) { log.event("warning: \(warning.line)", at: now) }
    } catch {
      // Its next message will trip the threshold again.
      watchlist.retract(finding.mac)
      log.event("block \(finding.mac) failed: \(error)", at: now)
    }
  }
}

extension Finding {
  /// How often it was blocked, in words; nothing for the first time.
  fileprivate var times: String {
    guard strikes > 1 else { return "" }
    let ending =
      switch (strikes % 10, strikes % 100) {
      case (_, 11...13): "th"
      case (1, _): "st"
      case (2, _): "nd"
      case (3, _): "rd"
      default: "th"
      }
    return " (\(strikes)\(ending) time)"
  }
}
