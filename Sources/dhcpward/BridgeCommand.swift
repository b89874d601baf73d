import ArgumentParser
import Control
import Host
import HostNetwork
import Plans
import System
import Wire

struct BridgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge",
    abstract: "Builds, removes or shows the single-port bridge.",
    discussion: """
      EXAMPLES
        dhcpward bridge up --port eth0
        dhcpward bridge up --port eth0 --dry-run      print the steps
        dhcpward bridge up --port eth0 --confirm 60s  undone after 60 s, unless:
        dhcpward bridge confirm --port eth0
        dhcpward bridge show
        dhcpward bridge show --all                    every bridge, port, guest
        dhcpward bridge down --port eth0
        dhcpward bridge config --port eth0 --for networkd   makes it last
      """,
    subcommands: [Up.self, Confirm.self, Down.self, Show.self, Config.self, GuardianCommand.self])

  /// A port, by `--port`, as `-i` or alone.
  struct OptionalPort: ParsableArguments {
    @Argument(
      help: ArgumentHelp("The same as --port.", valueName: "interface"), completion: .interfaces,
      transform: readInterface)
    var bare: InterfaceName?

    @Option(
      name: [.customLong("port"), .customShort("i")],
      help: ArgumentHelp("The bridge's one port.", valueName: "port"), completion: .interfaces,
      transform: readInterface)
    var port: InterfaceName?

    mutating func validate() throws { port = port ?? bare }

    /// Throws when both name another: see `BareInterface`.
    func check() throws(ValidationError) {
      guard let bare, let port, bare != port else { return }
      throw ValidationError("both \(port) and \(bare) are named; name one port")
    }
  }

  struct PortOptions: ParsableArguments {
    @OptionGroup var named: OptionalPort

    @Option(
      help: ArgumentHelp("The bridge's name (default: br0, or the first free one).", valueName: "bridge"),
      completion: .interfaces, transform: readInterface)
    var bridge: InterfaceName?

    func validate() throws {
      guard named.port != nil else {
        throw ValidationError("name the port: --port eth0; `ip -br link` lists the interfaces there are")
      }
    }

    /// The parser has validated that there is one.
    var port: InterfaceName {
      guard let port = named.port else { preconditionFailure("no port") }
      return port
    }
  }

  struct Options: ParsableArguments {
    @OptionGroup var place: PortOptions

    @Option(help: "How frames pass through the rules.")
    var mode: BridgeModeArgument = .bridge

    @Option(help: ArgumentHelp("Whose broute rules are used.", valueName: "backend"))
    var backend: DialectArgument = .auto

    @Flag(help: "Print the steps; change nothing.")
    var dryRun = false

    var port: InterfaceName { place.port }
    var bridge: InterfaceName? { place.bridge }
  }

  struct Down: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Moves everything back to the port and removes the bridge.",
      usage: "dhcpward bridge down [<options>] [<interface>]")

    @OptionGroup var options: PortOptions

    @Flag(help: "Print the steps; change nothing.")
    var dryRun = false

    func run() throws {
      try reporting {
        try options.named.check()
        let machine = try Machine()
        guard !dryRun else {
          let network = try machine.network()
          let rest = BridgePlanner.leftovers(of: options.port, network: network)
          try StandardStream.output.write(try rest.isEmpty ? planned(network).plan.text : rest.text)
          return
        }
        try machine.requireAdministration()
        try holdingSignals {
          let lock = try InstanceLock(options.port)
          defer { withExtendedLifetime(lock) {} }
          let network = try machine.network()
          let rest = BridgePlanner.leftovers(of: options.port, network: network)
          guard rest.isEmpty else {
            try machine.apply(rest)
            try StandardStream.output.write(
              "\(options.port) is in no bridge; removed the rules that went with dhcpward's\n")
            return
          }
          let (bridge, plan) = try planned(network)
          try machine.apply(plan)
          let lost = InterfaceBackup(under: bridge, in: network)
            .differences(to: InterfaceBackup(of: bridge.port, in: try machine.network()))
          guard lost.isEmpty || network[bridge.port] == nil else {
            throw Refusal(
              "removed \(bridge.name) over \(bridge.port), which has not what was on it: "
                + lost.joined(separator: ", "), .notAsAsked)
          }
          try StandardStream.output.write(
            "removed \(bridge.name): what was on it is on \(bridge.port) again\n")
        }
      }
    }

    private func planned(_ network: Network) throws(PlanError) -> (bridge: Bridge, plan: Plan) {
      let ours = network.links.compactMap(Bridge.init)
      guard
        let bridge = ours.first(where: { $0.port == options.port && $0.name == options.bridge ?? $0.name })
      else {
        if network[options.port] == nil { throw network.missing(options.port) }
        throw PlanError(
          attempt: "remove the bridge of \(options.port)", reason: "dhcpward built none",
          advice: "`dhcpward bridge show` lists its own")
      }
      return (bridge, try BridgePlanner.down(bridge, network: network))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows the bridges that dhcpward built.")

    @OptionGroup var named: OptionalPort

    private var port: InterfaceName? { named.port }

    @Flag(help: "Every bridge of this machine instead, with its ports and whose they are.")
    var all = false

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
      try reporting {
        try named.check()
        let network = try Machine().network()
        guard !all else { return try showAll(network) }
        let bridges = BridgeReport.all(in: network, now: SystemClock.boot).filter {
          port == nil || $0.port == port?.description
        }
        if json {
          try StandardStream.output.write(try JSON.encoded(bridges))
        } else if bridges.isEmpty {
          try StandardStream.output.write("no bridge of dhcpward's\n")
        } else {
          for bridge in bridges { try StandardStream.output.write(bridge.text) }
        }
      }
    }

    private func showAll(_ network: Network) throws {
      let wanted = port.map { network[$0]?.master?.description ?? "" }
      let bridges = BridgePortsReport.all(in: network, try PortFinder().map()).filter {
        wanted == nil || $0.name == wanted
      }
      if json {
        try StandardStream.output.write(try JSON.encoded(bridges))
      } else if bridges.isEmpty {
        try StandardStream.output.write("no bridge\n")
      } else {
        for bridge in bridges { try StandardStream.output.write(bridge.text) }
      }
    }
  }
}
