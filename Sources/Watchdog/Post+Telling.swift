import Blocks
import Flood
import Host
import HostNetwork
import PacketFilter
import Placement
import Plans
import ServerDiscovery
import System
import Wire

/// What is to be said of blocks.
extension Post {
  func tell(_ event: BlockEvent) {
    let now = WallClock.steady
    switch event {
    case .blocked(let block, let finding, let said, let inForce):
      tell(blocked(finding, block, said?.clause ?? "", inForce), at: now)
      guard !settings.isDryRun else { return }
      for warning in enforcer.newWarnings(at: now) {
        tell(.note, .warning, nil, "warning: \(warning.line)", at: now)
      }
    case .blockedByHand(let block): tell(blockedByHand(block), at: now)
    case .extended(let block, let length):
      var event = self.event(
        .extend, .notice, block.mac, "extended \(block.mac) by \(length.words): the flood goes on")
      (event.length, event.origin, event.scope) = (length, .watch, block.scope)
      tell(event, at: now)
    case .ended(let key, let why):
      var event = self.event(.unblock, .notice, key.mac, "unblocked \(key.mac)\(why.words)")
      (event.origin, event.scope) = (why.origin, key.scope)
      tell(event, at: now)
    case .spared(let finding, let why): spare(finding, why, "", at: now)
    case .leftToOthers(let key):
      tell(
        .note, .notice, key.mac, "left the block of \(key.mac) to whoever made it anew", at: now)
    case .leaking(let block, let heard): tell(leaking(block.mac, heard))
    case .tookOver(let count):
      announce(
        .note, .info,
        "took over \(count == 1 ? "1 block" : "\(count) blocks") that an earlier run left behind")
    case .repaired(let count): tell(.repair, .notice, nil, repaired(count), at: now)
    case .contested(let alarm, let delay):
      announce(.repair, .error, alarm.words(enforcer.culprit, "its rules", delay))
    case .failed(.repair, _, let words):
      tell(.repair, .notice, nil, "put the rules back failed: \(words)", at: now)
    case .failed(let attempt, let mac, let words):
      let level: Event.Level = attempt == .place ? .warning : .error
      let whom = mac.map { "\($0)" } ?? "several sources"
      tell(.failure, level, mac, "\(attempt.words(whom)) failed: \(words)", at: now)
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

  private func blockedByHand(_ block: Block) -> Event {
    let time = block.lifetime.map { "for \($0.words)" } ?? "until unblocked"
    var event = event(
      .block, .notice, block.mac,
      "blocked \(block.mac) by hand \(time), scope \(block.scope.rawValue)\(block.place)")
    (event.origin, event.scope, event.length) = (.hand, block.scope, block.lifetime)
    (event.reason, event.strikes) = (block.remark?.reason, block.remark?.strikes)
    return event
  }

  private func leaking(_ mac: MACAddress, _ heard: Int) -> Alarm {
    Alarm(
      kind: .leaking, at: WallClock.now, mac: mac,
      detail:
        "\(heard) messages were heard from it although it is blocked, and its rule dropped none of them"
        + (vlan(of: mac).map { "; the latest had VLAN tag \($0)" } ?? "")
        + "; look at its frames (tcpdump -e -nn ether src \(mac)) and report them")
  }

  private func repaired(_ count: Int) -> String {
    let blocks = count == 0 ? "" : count == 1 ? " with 1 block" : " with \(count) blocks"
    let took = (WallClock.steady - enforcer.repair.began).inMilliseconds
    return
      "\(enforcer.culprit) took \(enforcer.repair.frame.installs ? "rules" : "blocks") of dhcpward's away: "
      + "put back\(blocks) in \(took) ms"
  }
}

extension BlockEvent.Ending {
  fileprivate var words: String {
    switch self {
    case .over: ": its time is over"
    case .replaced(let other): ": it floods no more, and \(other) needs its place"
    case .byHand: " by hand"
    case .bySomebody: ": somebody else did"
    }
  }

  fileprivate var origin: Origin {
    switch self {
    case .over, .replaced: .watch
    case .byHand, .bySomebody: .hand
    }
  }
}

extension BlockEvent.Attempt {
  fileprivate func words(_ whom: String) -> String {
    switch self {
    case .block: "block \(whom)"
    case .place: "say where \(whom) is"
    case .extend: "extend \(whom)"
    case .unblock: "unblock \(whom)"
    case .read: "read the counter of \(whom)"
    case .lookAfter: "look after the block of \(whom)"
    case .repair: "put the rules back"
    }
  }
}
