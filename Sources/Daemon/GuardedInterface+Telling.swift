import Blocks
import Flood
import Host
import HostNetwork
import PacketFilter
import Placement
import Plans
import ServerDiscovery
import Wire

/// What is to be told of blocks.
extension GuardedInterface {
  func report(_ event: BlockEvent) {
    switch event {
    case .blocked(let block, let finding, let said, let inForce):
      tell(.blocked(block, finding, blocking(finding, said, inForce)))
      guard !settings.isDryRun else { return }
      for warning in enforcer.newWarnings(at: now.boot) { tell(.concern(warning)) }
    case .blockedByHand(let block): tell(.blockedByHand(block))
    case .extended(let block, let length): tell(.extended(block, by: length))
    case .ended(let key, let why, let place): tell(.ended(key, why, behind: place))
    case .spared(let finding, let why): spare(finding, why, nil)
    case .leftToOthers(let key): tell(.leftToOthers(key))
    case .leaking(let block, let heard): tell(.alarm(leaking(block.subject, heard)))
    case .tookOver(let count): announce(.tookOver(count))
    case .repaired(let count):
      tell(
        .repaired(
          .init(
            culprit: enforcer.culprit, isOfRules: enforcer.repair.frame.installs, blocks: count,
            took: now.boot - enforcer.repair.began)))
    case .contested(let alarm, let delay):
      announce(.contested(alarm, .rules, by: enforcer.culprit, delay: delay))
    case .failed(let attempt, let subject, let words): tell(.failed(attempt, subject, words))
    }
  }

  private func blocking(
    _ finding: Finding, _ said: ClientEvidence?, _ inForce: Timestamp
  ) -> Occurrence.Blocking {
    guard !settings.isDryRun else { return .init(said: said) }
    // Only now that it is in force is there time to read files; not so where many are blocked at once.
    let now = now.boot
    let isBusy = lastBlock.map { now - $0 < .seconds(1) } ?? false
    lastBlock = now
    return .init(
      said: said, delay: inForce - finding.at,
      vendor: isBusy ? nil : finding.subject.hardwareAddress.flatMap(environment.vendor))
  }

  private func leaking(_ subject: Subject, _ heard: Int) -> Alarm {
    Alarm(
      kind: .leaking, at: now.wall, subject: subject,
      detail:
        "\(heard) messages were heard from it although it is blocked, and its rule dropped none of them"
        + (vlan(of: subject).map { "; the latest had VLAN tag \($0)" } ?? "")
        + "; look at its frames (tcpdump -e -nn ether src \(subject.source.map { "\($0)" } ?? "MAC")) and report them"
    )
  }
}
