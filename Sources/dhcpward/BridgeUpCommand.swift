import ArgumentParser
import Daemon
import Host
import Placement
import Plans
import ServerDiscovery
import System
import Wire

extension BridgeCommand {
  struct Up: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Puts the port alone into a bridge and moves its addresses and routes there.",
      usage: "dhcpward bridge up [<options>] [<interface>]",
      discussion: """
        Gateways that answered before and do not answer afterwards are noticed within a second, and all is taken \
        back. With --confirm it is taken back in any case, unless you say in time that you are still there; also \
        when this command is killed or the terminal is lost.

        EXAMPLES
          dhcpward bridge up --port eth0
          dhcpward bridge up --port eth0 --confirm 60s
          dhcpward bridge up --port eth0 --dry-run
        """)

    @OptionGroup var options: Options

    @Option(
      help: ArgumentHelp(
        "Undo it after this time, 1s to 1d, unless `dhcpward bridge confirm` comes before.", valueName: "time"
      ),
      completion: .list(["60s", "5m"]), transform: readLifetime)
    var confirm: Lifetime?

    @OptionGroup var strictness: StrictOption

    func validate() throws {
      guard let confirm else { return }
      guard let time = confirm.duration, Bridge.confirmationTimes.contains(time) else {
        throw ValidationError("--confirm takes a time from 1s to 1d, such as 60s")
      }
    }

    func run() throws {
      try reporting {
        try options.place.named.check()
        let machine = try Machine()
        guard !options.dryRun else {
          let network = try machine.network(under: options.port, options.bridge)
          try StandardStream.output.write(
            try BridgePlanner.up(try wanted(machine, network, deadline).1, network: network).text)
          return
        }
        try machine.requireAdministration()
        try holdingSignals { try build(machine) }
      }
    }

    private func build(_ machine: Machine) throws {
      let lock = try InstanceLock(options.port)
      defer { withExtendedLifetime(lock) {} }
      let network = try machine.network(under: options.port, options.bridge)
      let deadline = deadline
      let (site, bridge) = try wanted(machine, network, deadline)
      let plan = try BridgePlanner.up(bridge, network: network)
      try refuseStanding(bridge, network)
      guard !plan.isEmpty else {
        complain("nothing to do, it is as asked already")
        return
      }
      try warn(site, machine, network)
      let guardian = try deadline.map {
        try DetachedProcess(BridgeRollback.words(port: bridge.port, deadline: $0))
      }
      defer { withExtendedLifetime(guardian) {} }
      try machine.build(plan, over: bridge.port)
      guard !plan.changes.allSatisfy(\.isOfVLANFilter) else {
        for change in plan.changes {
          try StandardStream.output.write("\(bridge.name) stands; done: \(change)\n")
        }
        return
      }
      try StandardStream.output.write(
        "built \(bridge.name) over \(bridge.port): " + fate(bridge, deadline) + "\n")
    }

    // To the millisecond, as the bridge's mark has it.
    private var deadline: BootTime? {
      confirm?.duration.map { length in
        let moment = SystemClock.boot + length
        return BootTime(nanoseconds: moment.nanoseconds / 1_000_000 * 1_000_000)
      }
    }

    // A server that is named for the port in its own configuration, say, hears nobody on the bridge.
    private func warn(_ site: Site, _ machine: Machine, _ network: Network) throws {
      let warnings = try machine.warnings(
        at: site, network, machine.servers(in: network), attempt: "bridge up over \(site.interface)",
        strict: strictness.strict)
      for warning in warnings { complain("warning: \(warning.line)") }
    }

    private func wanted(
      _ machine: Machine, _ network: Network, _ deadline: BootTime?
    ) throws -> (Site, Bridge) {
      let mode = options.mode.mode
      let wish = Site.Wish(
        interface: options.port, bridge: options.bridge, mode: mode, dialect: options.backend.dialect)
      let site =
        mode.broutes
        ? try Site.choose(wish, network: network, capabilities: machine.capabilities(for: wish))
        : try Site.place(wish, network: network)
      guard var bridge = site.bridge(in: network, origin: .hand) else {
        throw Refusal("bridge up: mode \(site.mode.rawValue) needs no bridge of ours", .unavailable)
      }
      bridge.deadline = deadline
      return (site, bridge)
    }

    // What stands whole is not made to wait for a confirmation, nor freed from it by the way.
    private func refuseStanding(_ bridge: Bridge, _ network: Network) throws {
      guard let standing = network[bridge.name].flatMap(Bridge.init), standing.deadline != bridge.deadline,
        try BridgePlanner.isWhole(standing, network: network)
      else { return }
      let advice =
        standing.deadline == nil
        ? "there is nothing to confirm; `dhcpward bridge down --port \(bridge.port)` first"
        : "it waits to be confirmed: dhcpward bridge confirm --port \(bridge.port)"
      throw Refusal(
        "bridge up: \(bridge.name) stands over \(bridge.port) already; \(advice)", .unavailable)
    }

    private func fate(_ bridge: Bridge, _ deadline: BootTime?) -> String {
      guard let deadline else {
        return bridge.mode.movesAddresses
          ? "its addresses and routes are on \(bridge.name) now"
          : "its addresses and routes stay where they are"
      }
      let left = deadline - SystemClock.boot
      let moment = (SystemClock.wall + left).truncated(to: .seconds(1))
      return "it is undone at \(moment), in \(left.secondsLeft) s, unless you run: "
        + "dhcpward bridge confirm --port \(bridge.port)"
    }
  }
}
