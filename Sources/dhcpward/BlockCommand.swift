import ArgumentParser
import Flood
import Kernel
import Rules
import Watchdog
import Wire

struct BlockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "block",
    abstract: "Blocks one or more MAC addresses now. No daemon is needed.",
    discussion: """
      Builds the single-port bridge first if the interface has none; it stays until \
      `dhcpward bridge down --port eth0`.

      EXAMPLES
        dhcpward block 02:00:00:00:00:99 --interface eth0
        dhcpward block 02:00:00:00:00:99 --for 10m --scope dhcp
        dhcpward block 02:00:00:00:00:99 --interface eth0 --dry-run
      """)

  @Argument(help: ArgumentHelp("The addresses to block.", valueName: "mac"), transform: readMAC)
  var macs: [MACAddress]

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("How long: 10m, 1h30m, forever (default: forever).", valueName: "time"),
    transform: readLifetime)
  var lifetime = Lifetime.forever

  @Option(
    help: ArgumentHelp(
      "Which of their frames are dropped: dhcp, all, 802.3 (default: all).", valueName: "scope"),
    transform: readScope)
  var scope = Scope.all

  @OptionGroup(title: "Place") var place: PlaceOptions

  @Flag(help: "Print what would be done; change nothing.")
  var dryRun = false

  func run() throws {
    try reporting {
      try refuse(Exemptions())
      let machine = try Machine()
      try machine.requireAdministration()
      let network = try machine.network()
      try refuse(try ExemptionSource(configured: Exemptions(), network: network).read())
      if dryRun {
        let site = try Site.choose(try place.wish(), network: network, capabilities: machine.capabilities())
        try StandardStream.output.write(try plan(site, machine).text)
        return
      }
      let (site, changed) = try holdingSignals { try carryOut(machine) }
      for mac in macs {
        guard changed.contains(mac) else {
          complain(
            "block \(mac): it is blocked already, for as long or longer; unblock it first to make it shorter")
          continue
        }
        let until = lifetime.duration.map { "for \($0.compact)" } ?? "until unblocked"
        try StandardStream.output.write("blocked \(mac) (\(scope.inWords)) on \(site.bridge) \(until)\n")
      }
    }
  }

  // Chosen and planned under the lock, when there is a bridge to build: another dhcpward may be building it now.
  private func carryOut(_ machine: Machine) throws -> (Site, Set<MACAddress>) {
    let deadline = WallClock.steady + .seconds(5)
    while true {
      var site = try choose(machine)
      do {
        let lock = try site.port.map { try InstanceLock($0) }
        defer { withExtendedLifetime(lock) {} }
        site = try choose(machine)
        return (site, try apply(site, machine))
      } catch let failure as InstanceLock.Failure {
        // A daemon that guards the interface has built the bridge, and blocking beside it is fine.
        if try isBuilt(site, machine) { return (site, try apply(site, machine)) }
        guard WallClock.steady < deadline else { throw failure }
        _ = try Poll.wait(for: [], timeout: .milliseconds(20))
      }
    }
  }

  private func choose(_ machine: Machine) throws -> Site {
    try Site.choose(try place.wish(), network: try machine.network(), capabilities: machine.capabilities())
  }

  private func isBuilt(_ site: Site, _ machine: Machine) throws -> Bool {
    guard let bridge = bridge(of: site, try machine.network()) else { return true }
    return try BridgePlanner.up(bridge, network: machine.network()).isEmpty
  }

  // Planned again when somebody takes the table away between planning and applying (`unblock --all`).
  private func apply(_ site: Site, _ machine: Machine) throws -> Set<MACAddress> {
    var attempts = 3
    while true {
      let plan = try plan(site, machine)
      do {
        try machine.apply(plan)
        return Set(plan.changes.compactMap(\.blocked))
      } catch {
        attempts -= 1
        guard attempts > 0, (error.cause as? NetlinkError)?.isMissing == true else { throw error }
      }
    }
  }

  private func bridge(of site: Site, _ network: Network) -> Bridge? {
    site.port.map { Bridge(name: site.bridge, port: $0, address: network[$0]?.address, origin: .hand) }
  }

  private func plan(_ site: Site, _ machine: Machine) throws -> Plan {
    let network = try machine.network()
    let building = try bridge(of: site, network).map { bridge throws(PlanError) in
      try BridgePlanner.up(bridge, network: network)
    }
    let remark = Remark(
      origin: .hand, since: WallClock.now.truncated(to: .seconds(1)), reason: "blocked by hand")
    let blocks = macs.map { Block(mac: $0, scope: scope, lifetime: lifetime.duration, remark: remark) }
    return (building ?? Plan()) + (try BlockPlanner.block(blocks, running: try machine.rules(site.dialect)))
  }

  // Whom nobody may block, by what is known without and then with a look at the machine.
  private func refuse(_ exemptions: Exemptions) throws {
    for mac in macs {
      guard let why = exemptions.reason(for: mac) else { continue }
      throw Refusal("block \(mac): refused, it is \(why.asRefused); nothing was changed", .badData)
    }
  }
}

extension Spared {
  /// Why a person's wish is refused.
  fileprivate var asRefused: String {
    switch self {
    case .relay: "a DHCP relay, which speaks for many clients"
    case .own: "an address of this machine"
    case .gateway: "a gateway of this machine"
    case .allowListed: "allowed"
    case .group: "a group address, nobody's source"
    case .zero: "the zero address, nobody's source"
    case .virtualRouter: "a virtual router's address (VRRP)"
    case .brake: "one too many"
    }
  }
}

extension Change {
  /// The source that this step blocks.
  fileprivate var blocked: MACAddress? {
    if case .block(let block, _) = self { block.mac } else { nil }
  }
}

extension Scope {
  /// What is dropped, for a person.
  var inWords: String {
    switch self {
    case .dhcp: "its DHCP messages"
    case .all: "every frame"
    case .llc: "its 802.3 frames"
    }
  }
}
