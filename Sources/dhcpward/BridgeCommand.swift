import ArgumentParser
import Kernel
import Rules
import Wire

struct BridgeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bridge",
    abstract: "Builds, removes or shows the single-port bridge.",
    discussion: """
      EXAMPLES
        dhcpward bridge up --port eth0
        dhcpward bridge up --port eth0 --dry-run      print the steps, change nothing
        dhcpward bridge show
        dhcpward bridge down --port eth0
      """,
    subcommands: [Up.self, Down.self, Show.self])

  struct Options: ParsableArguments {
    @Option(help: ArgumentHelp("The bridge's one port.", valueName: "port"), transform: readInterface)
    var port: InterfaceName

    @Option(
      help: ArgumentHelp("The bridge's name (default: br0, or the first free one).", valueName: "bridge"),
      transform: readInterface)
    var bridge: InterfaceName?

    @Option(help: "bridge, broute-raw or broute-udp.")
    var mode: ModeArgument = .bridge

    @Option(help: "Whose broute rules are used.")
    var dialect: DialectArgument = .auto

    @Flag(help: "Print the steps; change nothing.")
    var dryRun = false
  }

  struct Up: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Puts the port alone into a bridge and moves its addresses and routes there.")

    @OptionGroup var options: Options

    @Option(
      help: ArgumentHelp("Not built yet: undo unless confirmed in time.", valueName: "time"),
      transform: readLifetime)
    var confirm: Lifetime?

    func run() throws {
      try reporting {
        guard confirm == nil else {
          throw Refusal("bridge up: --confirm is not built yet; nothing was changed", .unavailable)
        }
        let mode = try options.mode.mode() ?? .bridge
        guard mode.buildsBridge else {
          throw Refusal("bridge up: mode \(mode.rawValue) builds no bridge; nothing was changed", .badData)
        }
        let wish = Site.Wish(
          interface: options.port, bridge: options.bridge, mode: mode, dialect: options.dialect.dialect)
        let capabilities = try mode.broutes ? Machine().capabilities(for: wish) : nil
        try change(options) { network throws(PlanError) in
          let site: Site
          if let capabilities {
            site = try Site.choose(wish, network: network, capabilities: capabilities)
          } else {
            site = try Site.place(wish, network: network)
          }
          guard let bridge = site.bridge(in: network, origin: .hand) else { return Plan() }
          return try BridgePlanner.up(bridge, network: network)
        }
      }
    }
  }

  struct Down: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Moves everything back to the port and removes the bridge.")

    @OptionGroup var options: Options

    func run() throws {
      try reporting {
        try change(options) { network throws(PlanError) in
          let ours = network.links.compactMap(Bridge.init)
          guard
            let bridge = ours.first(where: { $0.port == options.port && $0.name == options.bridge ?? $0.name }
            )
          else {
            throw PlanError(
              attempt: "remove the bridge of \(options.port)", reason: "dhcpward built none",
              advice: "`dhcpward bridge show` lists its own")
          }
          return try BridgePlanner.down(bridge, network: network)
        }
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Shows the bridges that dhcpward built.")

    @Option(help: ArgumentHelp("Only the bridge of this port.", valueName: "port"), transform: readInterface)
    var port: InterfaceName?

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
      try reporting {
        let network = try Machine().network()
        let bridges = BridgeReport.all(in: network).filter { port == nil || $0.port == port?.description }
        if json {
          try StandardStream.output.write(try encoded(bridges))
        } else if bridges.isEmpty {
          try StandardStream.output.write("no bridge of dhcpward's\n")
        } else {
          for bridge in bridges { try StandardStream.output.write(bridge.text) }
        }
      }
    }
  }
}

// Plans from what is there now, holding the lock, and applies or prints.
private func change(
  _ options: BridgeCommand.Options, _ planned: (Network) throws(PlanError) -> Plan
) throws {
  let machine = try Machine()
  if options.dryRun {
    try StandardStream.output.write(try planned(try machine.network()).text)
    return
  }
  try machine.requireAdministration()
  try holdingSignals {
    let lock = try InstanceLock(options.port)
    defer { withExtendedLifetime(lock) {} }
    let plan = try planned(try machine.network())
    try machine.apply(plan)
    if plan.isEmpty { complain("nothing to do, it is as asked already") }
  }
}
