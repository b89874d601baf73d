import Flood
import Placement
import Plans
import System
import Wire

/// What becomes of a finding.
extension Post {
  /// `clause` is what the message that showed it says of its sender.
  func act(on finding: Finding, _ clause: String) {
    let now = WallClock.steady
    switch finding.verdict {
    case .warned where finding.isOneOfMany, .spared where finding.isOneOfMany: break
    case .warned:
      let place = enforcer.whereabouts(of: finding.mac, vlan: finding.evidence.vlan)
      var event = event(
        .warn, .notice, finding.mac, "warned \(finding.mac)\(place.inWords): \(finding.reason)\(clause)")
      (event.reason, event.behind) = (finding.reason, place)
      tell(event, at: now)
    case .spared(let why): spare(finding, why, clause, at: now)
    case .blocked:
      block(finding, clause, at: now)
      if let replaced = finding.replaced { giveUp(replaced, for: finding.mac) }
    }
  }

  /// Something that blocking does not cure.
  func tell(_ alarm: Alarm) {
    let mac = alarm.mac.map { " \($0)" } ?? ""
    var event = event(.alarm, .warning, alarm.mac, "alarm \(alarm.kind.rawValue)\(mac): \(alarm.detail)")
    (event.alarm, event.reason) = (alarm.kind, alarm.detail)
    tell(event, at: WallClock.steady)
  }

  private func spare(_ finding: Finding, _ why: Spared, _ clause: String, at now: Timestamp) {
    let rest = why == .own && enforcer.isDropped(finding.mac) ? "; rules drop what comes in from it" : ""
    var event = event(
      .spare, .notice, finding.mac, "spared \(finding.mac) (\(why.text)): \(finding.reason)\(rest)\(clause)")
    event.reason = finding.reason
    tell(event, at: now)
  }

  private func block(_ finding: Finding, _ clause: String, at now: Timestamp) {
    var block = enforcer.sentence(on: finding)
    let inForce: Timestamp
    do {
      // The gateway may have changed since the last look, and blocking it would be worse than any flood. When the
      // kernel cannot be asked just now, what it said before still holds.
      try? refreshExemptions(at: now)
      if let why = watchlist.exemptions.reason(for: finding.mac) {
        watchlist.retract(finding.mac)
        return spare(finding, why, "", at: now)
      }
      // Where blocked sources are heard, those of a person are, too.
      guard !enforcer.isHeldByHand(finding.mac) else { return }
      remember(block, strikes: finding.strikes)
      try enforcer.block(block)
      inForce = WallClock.now
      sentences.open(finding.mac, length: finding.ban, now: WallClock.steady, inForce: inForce)
    } catch {
      // Its next message will trip the threshold again.
      watchlist.retract(finding.mac)
      forget(block.key, strikes: finding.strikes - 1)
      return tell(.failure, .error, finding.mac, "block \(finding.mac) failed: \(error)", at: now)
    }
    let place = locate(block, finding)
    block.remark?.behind = place
    tell(blocked(finding, block, clause, inForce), at: now)
    guard !settings.isDryRun else { return }
    for warning in enforcer.newWarnings(at: now) {
      tell(.note, .warning, nil, "warning: \(warning.line)", at: now)
    }
  }

  // Evidence and no more: a failure leaves a block that is in force.
  private func locate(_ block: Block, _ finding: Finding) -> Whereabouts? {
    do {
      return try enforcer.locate(block, vlan: finding.evidence.vlan)
    } catch {
      tell(
        .failure, .warning, block.mac, "say where \(block.mac) is failed: \(error)", at: WallClock.steady)
      return nil
    }
  }

  private func blocked(_ finding: Finding, _ block: Block, _ clause: String, _ inForce: Timestamp) -> Event {
    let (mac, what) = (
      finding.mac, "for \(finding.ban.words)\(finding.times)\(block.place): \(finding.reason)"
    )
    var event: Event
    if settings.isDryRun {
      event = self.event(.block, .notice, mac, "would block \(mac) \(what)\(clause)")
    } else {
      let delay = inForce - finding.at
      // Only now that it is in force is there time to read files; not so where many are blocked at once.
      let now = WallClock.steady
      let isBusy = lastBlock.map { now - $0 < .seconds(1) } ?? false
      lastBlock = now
      let vendor = isBusy ? nil : vendors.vendor(of: mac)
      event = self.event(
        .block, .notice, mac,
        "blocked \(mac)\(vendor.map { " (\($0))" } ?? "") \(what); in force \(delay.inMilliseconds) ms after the "
          + "message that tripped it" + (mac.isLocal ? "; a \(Vendors.local)" : "") + clause)
      (event.vendor, event.delay) = (vendor, delay)
    }
    (event.reason, event.origin, event.scope) = (finding.reason, .watch, block.scope)
    (event.length, event.strikes, event.behind) = (finding.ban, finding.strikes, block.remark?.behind)
    return event
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
