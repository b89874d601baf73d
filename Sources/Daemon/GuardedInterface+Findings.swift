import Blocks
import Flood
import Placement
import Plans
import Wire

/// What becomes of a finding.
extension GuardedInterface {
  /// `said` is what the message that showed it says of its sender.
  func act(on finding: Finding, _ said: ClientEvidence?) {
    switch finding.verdict {
    case .warned where finding.isOneOfMany, .spared where finding.isOneOfMany: break
    case .warned:
      let place = enforcer.whereabouts(of: finding.subject, vlan: finding.evidence.vlan)
      tell(.warned(finding, said: said, behind: place))
    // To block its router would block its neighbours.
    case .spared(.unblockable): tell(.alarm(Alarm(unblockable: finding, in: enforcer.site.table)))
    case .spared(let why): spare(finding, why, said)
    case .blocked:
      // The gateway may have changed since the last look, and blocking it would be worse than any flood. When the
      // kernel cannot be asked just now, what it said before still holds.
      try? refreshExemptions()
      // Only a block that is to hold at one port waits for the answer where that is: rtnetlink may be busy for long with what
      // others ask of it. Where the bridge does not know its port, it is blocked at every port.
      let place =
        settings.isAtPort ? enforcer.whereabouts(of: finding.subject, vlan: finding.evidence.vlan) : nil
      perform(blocks.propose(finding, said: said, at: place, now: now))
    }
  }

  func spare(_ finding: Finding, _ why: Spared, _ said: ClientEvidence?) {
    tell(.spared(finding, why, said: said, dropsOwn: why == .own && enforcer.isDropped(finding.mac)))
  }
}
