import ArgumentParser
import Config
import Daemon
import Host
import Notify
import Placement
import Plans
import System
import Wire

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Guards the DHCP server of an interface: sniffs, counts, blocks, unblocks.",
    discussion: """
      Runs in the foreground until SIGTERM or SIGINT. In mode bridge it puts the NIC alone into a bridge, moves \
      the NIC's addresses and routes to it, and puts everything back on the way out. Without --interface it guards \
      those that the settings file names; options hold over what that says.

      EXAMPLES
        dhcpward watch --interface eth0            the same: -i eth0, or eth0
        dhcpward watch --interface eth0 --dry-run  print plans, change nothing
        dhcpward watch --interface virbr0          a hypervisor's own bridge
        dhcpward watch -i virbr0 --at-port         only at the flooder's port
        dhcpward watch --interface eth0 --threshold 20/5s --ban 10m
        dhcpward watch --interface eth0 --allow 02:00:00:00:00:07
        dhcpward watch --interface eth0 --limit-unknown  random addresses
        dhcpward watch                             as the settings file says
      """)

  @OptionGroup var bare: BareInterface

  @OptionGroup(title: "Place") var place: PlaceOptions
  @OptionGroup(title: "Place") var strictness: StrictOption

  @Option(help: .setting("scope", "scope"), completion: .scopes, transform: readScope)
  var scope: Scope?

  @OptionGroup(title: "Judgement") var judgement: PolicyOptions

  @Flag(help: .setting("at-port"))
  var atPort = false

  @OptionGroup(title: "Random source addresses") var newcomers: NewcomerOptions

  @Flag(help: "Print each plan as it would be applied; change nothing.")
  var dryRun = false

  @Flag(help: .setting("keep"))
  var keep = false

  @OptionGroup(title: "Daemon") var config: ConfigOption
  @OptionGroup(title: "Daemon") var daemon: DaemonOptions

  mutating func validate() throws { place.interface = place.interface ?? bare.name }

  func run() throws {
    try reporting {
      try bare.check(place.interface)
      let found = try config.found()
      let configuration = found ?? Configuration()
      let settings = try settings(configuration)
      let assembly = try DaemonAssembly(
        daemon, configuration, isInFile: found != nil, dryRun: dryRun,
        usesXDP: settings.contains { $0.wish.mode ?? .xdp == .xdp })
      defer { assembly.close() }
      let reading = found.map { _ in
        {
          let fresh = try config.configuration()
          assembly.compare(with: fresh)
          return try self.settings(fresh)
        }
      }
      let vendors = VendorFiles()
      let environment = DaemonEnvironment(
        log: assembly.log, ledger: assembly.ledger, clock: { SystemClock.now },
        show: { plan in try StandardStream.output.write(plan.text) }, vendor: { vendors.vendor(of: $0) },
        settings: reading, services: assembly.services)
      let machine = try Machine()
      try Daemon(settings: settings, host: machine, writer: machine, environment: environment).run()
    }
  }

  /// What each interface is to be guarded by: the file, and the options over it.
  private func settings(_ configuration: Configuration) throws -> [Settings] {
    let names = place.interface.map { [$0] } ?? configuration.interfaces.map(\.name)
    guard !names.isEmpty else {
      throw ValidationError(
        "no interface to guard: name one, dhcpward watch --interface eth0, or write [interface.eth0] into "
          + config.path)
    }
    return try names.map { name in
      var guarding = configuration.guarding(of: name)
      place.apply(to: &guarding)
      try judgement.apply(to: &guarding.policy)
      newcomers.apply(to: &guarding)
      guarding.scope = scope ?? guarding.scope
      guarding.isAtPort = guarding.isAtPort || atPort
      guarding.isStrict = guarding.isStrict || strictness.strict
      guarding.keeps = guarding.keeps || keep
      var settings = guarding.settings(on: name, isDryRun: dryRun)
      settings.isAwaited = place.interface == nil
      return settings
    }
  }
}
