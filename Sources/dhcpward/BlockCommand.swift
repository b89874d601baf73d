import ArgumentParser
import Control
import Daemon
import Flood
import Host
import Netlink
import Placement
import Plans
import ServerDiscovery
import System
import Wire

struct BlockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "block",
    abstract: "Blocks MAC addresses, or clients behind a relay, now. No daemon is needed.",
    usage: """
      dhcpward block [<options>] <mac> ...
      dhcpward block [<options>] --client <client> ... --via <address>
      """,
    discussion: """
      Takes the mode that shields the DHCP servers here and moves nothing, if there is one; \
      else it builds a single-port bridge, which stays until `dhcpward bridge down --port eth0`.

      EXAMPLES
        dhcpward block 02:00:00:00:00:99 --interface eth0
        dhcpward block 02:00:00:00:00:99 --for 10m --scope dhcp
        dhcpward block 02:00:00:00:00:99 --interface eth0 --dry-run
        dhcpward block 02:00:00:00:00:99 --port vnet3  only what comes in there
        dhcpward block --client 02:00:00:00:00:c1 --via 10.1.0.1
      """)

  @Argument(
    help: ArgumentHelp("The addresses to block.", valueName: "mac"), completion: .blockable,
    transform: readMAC)
  var macs: [MACAddress] = []

  @OptionGroup(title: "Behind a relay") var behind: ClientOptions

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("How long: 10m, 1h30m, forever (default: forever).", valueName: "time"),
    completion: .lengths, transform: readLifetime)
  var lifetime = Lifetime.forever

  @Option(
    help: ArgumentHelp(
      "Which of their frames are dropped: dhcp, all, 802.3 (default: all; of a client behind a relay dhcp).",
      valueName: "scope"),
    completion: .scopes, transform: readScope)
  var scope: Scope?

  @Option(
    help: ArgumentHelp(
      "Only where they come in by this port of a bridge; elsewhere they pass.", valueName: "port"),
    completion: .interfaces, transform: readInterface)
  var port: InterfaceName?

  @OptionGroup(title: "Place") var place: PlaceOptions
  @OptionGroup(title: "Place") var strictness: StrictOption

  @Flag(help: "Print what would be done; change nothing.")
  var dryRun = false

  mutating func validate() throws {
    guard !macs.isEmpty || !behind.client.isEmpty else {
      throw ValidationError("name an address, or a client behind a relay by --client")
    }
  }

  func run() throws {
    try reporting {
      let subjects = try macs.map(Subject.address) + behind.clients().map(Subject.client)
      try refuse(Exemptions(), subjects)
      let machine = try Machine()
      let network = try machine.network()
      try refuse(
        try ExemptionSource(configured: Exemptions(), network: network, host: machine).read(), subjects)
      let wish = wish()
      if try blockedByDaemon(subjects, wish, network) { return }
      try machine.requireAdministration()
      let capabilities = machine.capabilities(for: wish)
      let servers = machine.servers()
      let site = try machine.choose(wish, network, capabilities, servers)
      let warnings = try machine.warnings(
        at: site, network, servers, attempt: "block on \(site.interface)", strict: strictness.strict)
      for warning in warnings { complain("warning: \(warning.line)") }
      if dryRun {
        try StandardStream.output.write(try Draft(self, subjects, machine, capabilities, servers).plan.text)
        return
      }
      let draft = try holdingSignals { try carryOut(subjects, machine, capabilities, servers) }
      if place.mode ?? .auto == .auto, draft.isFirst {
        complain("mode \(draft.site.mode.rawValue), because \(draft.site.reason)")
      }
      try report(
        subjects, Set(draft.blocking.changes.compactMap(\.blocked)),
        at: "\(draft.site.bridge ?? draft.site.interface)")
    }
  }

  private func report(_ subjects: [Subject], _ changed: Set<Subject>, at place: String) throws {
    for subject in subjects {
      guard changed.contains(subject) else {
        complain(
          "block \(subject): it is blocked already, for as long or longer; unblock it first to make it shorter"
        )
        continue
      }
      let until = lifetime.duration.map { "for \($0.compact)" } ?? "until unblocked"
      let place = place + (port.map { " at \($0) only" } ?? "")
      try StandardStream.output.write(
        "blocked \(subject) (\((scope ?? subject.usualScope).inWords)) on \(place) \(until)\n")
    }
  }

  // Where a daemon guards the interface, it is the one that writes. One that was told another way to block than the
  // daemon's is for the kernel itself.
  private func blockedByDaemon(_ subjects: [Subject], _ wish: Site.Wish, _ network: Network) throws -> Bool {
    guard !dryRun, place.mode ?? .auto == .auto, place.backend ?? .auto == .auto,
      let daemon = try DaemonClient.of(wish, in: network)
    else { return false }
    var request = ControlRequest(.block)
    request.scope = scope?.rawValue
    request.port = port.map { "\($0)" }
    request.seconds = lifetime.duration.map { Double($0.clampedNanoseconds) / 1e9 }
    var changed: Set<Subject> = []
    var place = ""
    for part in subjects.parts(of: subjects.questionSize) {
      request.name(part)
      guard let receipt = try daemon.ask(request, as: ControlReceipt.self) else { return false }
      changed.formUnion(receipt.subjects)
      place = receipt.place ?? ""
    }
    try report(subjects, changed, at: place)
    return true
  }

  // A port names its bridge.
  private func wish() -> Site.Wish {
    var wish = place.wish()
    guard port != nil else { return wish }
    wish.mode = wish.mode ?? .existing
    if wish.bridge == nil { wish.interface = wish.interface ?? port }
    return wish
  }

  // What is to be done as the machine is now.
  private struct Draft {
    let site: Site
    let building: Plan
    let blocking: Plan

    var plan: Plan { building + blocking }

    /// Nothing stood here that would have said the mode.
    var isFirst: Bool {
      guard building.isEmpty else { return true }
      return site.mode.isAtPort
        && blocking.changes.contains {
          if case .installRuleset(let ruleset) = $0 { ruleset.includesTable } else { false }
        }
    }

    init(
      _ command: BlockCommand, _ subjects: [Subject], _ machine: Machine, _ capabilities: Capabilities,
      _ servers: [Server]
    ) throws {
      let network = try machine.network()
      let site = try machine.choose(command.wish(), network, capabilities, servers)
      if let port = command.port { try site.refuse(port: port, network: network) }
      let bridge = site.bridge(in: network, origin: .hand)
      let remark = BlockComment(
        origin: .hand, since: SystemClock.wall.truncated(to: .seconds(1)), reason: "blocked by hand")
      let blocks = subjects.map {
        Block(
          $0, scope: command.scope ?? $0.usualScope, port: command.port, lifetime: command.lifetime.duration,
          remark: remark)
      }
      self.site = site
      building =
        try bridge.map {
          try BridgePlanner.up($0, network: try machine.network(under: $0.port, $0.name))
        } ?? Plan()
      blocking = try BlockPlanner.block(
        blocks, own: site.ownAddresses(in: network), running: try machine.rules(site.table))
    }
  }

  // A bridge is built under the lock, and drafted again there, as another dhcpward may be building it now. A
  // daemon's has been built, and blocking beside it is fine.
  private func carryOut(
    _ subjects: [Subject], _ machine: Machine, _ capabilities: Capabilities, _ servers: [Server]
  ) throws -> Draft {
    let deadline = SystemClock.boot + .seconds(5)
    while true {
      var draft = try Draft(self, subjects, machine, capabilities, servers)
      do {
        let lock = draft.building.isEmpty ? nil : try InstanceLock(draft.site.interface)
        defer { withExtendedLifetime(lock) {} }
        if lock != nil { draft = try Draft(self, subjects, machine, capabilities, servers) }
        try machine.build(draft.plan, over: draft.site.interface)
        return draft
      } catch let failure as InstanceLock.Failure {
        guard SystemClock.boot < deadline else { throw failure }
      } catch let failure as ApplyError {
        // Somebody took the table away between planning and applying (`unblock --all`).
        guard SystemClock.boot < deadline, (failure.cause as? NetlinkError)?.isMissing == true else {
          throw failure
        }
      }
      _ = try Poll.wait(for: [], timeout: .milliseconds(20))
    }
  }

  // Whom nobody may block, by what is known without and then with a look at the machine.
  private func refuse(_ exemptions: Exemptions, _ subjects: [Subject]) throws {
    for subject in subjects {
      // That a router must not be blocked says nothing of the clients behind it.
      guard let mac = subject.address, let why = exemptions.reason(for: mac) else { continue }
      throw Refusal(Spare(subject, why: why).refusal, .badData)
    }
  }
}

extension Change {
  /// The source that this step blocks.
  fileprivate var blocked: Subject? {
    if case .block(let block, _) = self { block.subject } else { nil }
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
