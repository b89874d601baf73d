import Blocks
import Flood
import Placement
import Plans
import System
import Wire

/// What becomes of a finding.
extension Post {
  /// `said` is what the message that showed it says of its sender.
  func act(on finding: Finding, _ said: ClientEvidence?) {
    let (now, clause) = (WallClock.steady, said?.clause ?? "")
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
      // The gateway may have changed since the last look, and blocking it would be worse than any flood. When the
      // kernel cannot be asked just now, what it said before still holds.
      try? refreshExemptions(at: now)
      // Only a block that is to hold at one port waits for the answer where that is: rtnetlink may be busy for long with what
      // others ask of it. Where the bridge does not know its port, it is blocked at every port.
      let place =
        settings.isAtPort ? enforcer.whereabouts(of: finding.mac, vlan: finding.evidence.vlan) : nil
      perform(blocks.propose(finding, said: said, at: place, now: .now))
    }
  }

  /// Something that blocking does not cure.
  func tell(_ alarm: Alarm) {
    let mac = alarm.mac.map { " \($0)" } ?? ""
    var event = event(.alarm, .warning, alarm.mac, "alarm \(alarm.kind.rawValue)\(mac): \(alarm.detail)")
    (event.alarm, event.reason) = (alarm.kind, alarm.detail)
    tell(event, at: WallClock.steady)
  }

  func spare(_ finding: Finding, _ why: Spared, _ clause: String, at now: Timestamp) {
    let rest = why == .own && enforcer.isDropped(finding.mac) ? "; rules drop what comes in from it" : ""
    var event = event(
      .spare, .notice, finding.mac, "spared \(finding.mac) (\(why.text)): \(finding.reason)\(rest)\(clause)")
    event.reason = finding.reason
    tell(event, at: now)
  }
}

extension Finding {
  /// How often it was blocked, in words; nothing for the first time.
  var times: String {
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
