import ArgumentParser
import Control
import Daemon
import Flood
import Plans
import System
import Wire

struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract:
      "Prints the rules and the bridge's steps. Pure: needs no privilege, reads nothing of the machine.",
    discussion: """
      EXAMPLES
        dhcpward rules --interface eth0 --block 02:00:00:00:00:99
        dhcpward rules --interface eth0 --block-client 02:00:00:00:00:c1 \\
          --via 10.1.0.1 --router 02:00:00:00:00:aa
        dhcpward rules --interface eth0 --address 192.0.2.1/24 --format ip
        dhcpward rules --interface virbr0 --mode existing --format nftables
        dhcpward rules --interface eth0 --scope 802.3 --format ebtables
        dhcpward rules --interface eth0 --mode xdp --format xdp
        dhcpward rules -i eth0 --scope dhcp --limit-unknown --format nftables
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case ebtables, nftables, xdp, ip, all, json, plan
  }

  @OptionGroup var bare: BareInterface

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The interface to guard, or in mode existing the bridge.", valueName: "interface"),
    completion: .interfaces, transform: readInterface)
  var interface: InterfaceName?

  @Option(
    help: ArgumentHelp("The bridge's name (default: br0).", valueName: "bridge"),
    completion: .interfaces, transform: readInterface)
  var bridge: InterfaceName?

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("The interface's addresses.", valueName: "cidr"),
    transform: readPrefix)
  var address: [Prefix] = []

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Its default gateways.", valueName: "address"),
    transform: readAddress)
  var gateway: [IPAddress] = []

  @Option(
    help: ArgumentHelp("Its hardware address, for the bridge to take on.", valueName: "mac"),
    transform: readMAC)
  var portAddress: MACAddress?

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("The addresses to block.", valueName: "mac"),
    transform: readMAC)
  var block: [MACAddress] = []

  @Option(
    help: ArgumentHelp(
      "A client behind a relay to block, by its MAC address or, of DHCPv6, by its address on its link; may be repeated.",
      valueName: "client"))
  var blockClient: [String] = []

  @OptionGroup var way: ClientWay

  @Option(
    name: .customLong("for"),
    help: ArgumentHelp("How long: 10m, 1h30m, forever (default: forever).", valueName: "time"),
    completion: .lengths, transform: readLifetime)
  var lifetime = Lifetime.forever

  @Option(
    help: ArgumentHelp(
      "Block them only where they come in by this port of the bridge (mode existing).", valueName: "port"),
    completion: .interfaces, transform: readInterface)
  var port: InterfaceName?

  @Option(help: "How frames pass through the rules.")
  var mode: PrintedModeArgument = .auto

  @Option(
    help: ArgumentHelp(
      "Whose rules; --format nftables and ebtables say it by themselves.", valueName: "backend"))
  var backend: DialectArgument = .auto

  @Option(
    help: ArgumentHelp(
      "Which of their frames are dropped: dhcp, all, 802.3 (default: all).", valueName: "scope"),
    completion: .scopes, transform: readScope)
  var scope = Scope.all

  @OptionGroup(title: "Random source addresses") var newcomers: NewcomerOptions

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Addresses that --limit-unknown knows.", valueName: "mac"),
    transform: readMAC)
  var allow: [MACAddress] = []

  @Option(help: "What to print.")
  var format: Format = .all

  mutating func validate() throws {
    interface = interface ?? bare.name
    try way.check(blockClient, option: "--block-client")
    guard blockClient.isEmpty || way.router != nil else {
      throw ValidationError(
        "--block-client needs --router, the MAC address that its messages come with: nothing of the machine is read here"
      )
    }
  }

  func run() throws {
    try reporting {
      try bare.check(interface)
      let plan = try Plan.printed(for: try intention())
      try StandardStream.output.write(try text(of: plan))
    }
  }

  private func intention() throws -> Intention {
    guard let interface else { throw ValidationError("name an interface: --interface eth0") }
    let mode = mode.mode
    var dialect = backend.dialect ?? (mode == .brouteClassic ? .ebtables : .nftables)
    switch format {
    case .ebtables: dialect = .ebtables
    case .nftables: dialect = .nftables
    default: break
    }
    if mode == .xdp {
      guard backend == .auto else {
        throw ValidationError(
          "mode xdp is a program of its own, which no backend reads; leave --backend away")
      }
      dialect = .bpf
    }
    let name = mode == .existing ? bridge ?? interface : bridge ?? InterfaceName("br0") ?? interface
    let clients = way.names(of: blockClient).compactMap { name in
      way.router.map {
        Block(.client(RelayedClient(name, behind: $0)), scope: .dhcp, port: port, lifetime: lifetime.duration)
      }
    }
    var intention = Intention(
      interface: interface, hardwareAddress: portAddress, bridge: name, addresses: address, gateways: gateway,
      blocks: block.map { Block(mac: $0, scope: scope, port: port, lifetime: lifetime.duration) } + clients,
      scope: scope,
      mode: mode,
      dialect: dialect, guardRate: newcomers.rate, allowed: allow)
    if mode == .xdp {
      intention.program = XDPProgram(policy: .standard, scope: scope, unknownRate: newcomers.rate)
    }
    return intention
  }

  private func text(of plan: Plan) throws -> String {
    switch format {
    case .ebtables: EbtablesText.script(plan)
    case .nftables: NFTablesText.script(plan)
    case .xdp: plan.changes.flatMap(\.listing).map { $0 + "\n" }.joined()
    case .ip: IPText.script(plan)
    case .all: PlanText.shellScript(plan)
    case .plan: plan.text
    case .json: try JSON.encoded(PlanReport(plan))
    }
  }
}
