import Flood
import Plans
import Wire

extension Alarm {
  /// Somebody behind a relay or a router floods, and no rule in that table can drop its messages alone: why, and what to do.
  init(unblockable finding: Finding, in table: Table) {
    let kind: Kind = if case .starvation = finding.cause { .starvation } else { .exempt }
    let refusal = BlockPlanner.refusal(Block(finding.subject, scope: .dhcp), in: table)
    let why = refusal.map { "\($0.reason); \($0.advice)" }
    self.init(
      kind: kind, at: finding.at, subject: finding.subject,
      detail:
        "\(finding.reason); not blocked: \(why ?? "no name of it lasts; have its relay or its switch shut its port")"
    )
  }
}
