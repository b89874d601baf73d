import ArgumentParser
import Kernel
import Rules
import Watchdog
import Wire

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Guards the DHCP server of an interface: sniffs, counts, blocks, unblocks.",
    discussion: """
      Runs in the foreground until SIGTERM or SIGINT. In mode bridge it puts the NIC alone into a bridge, moves \
      the NIC's addresses and routes to it, and puts everything back on the way out.

      EXAMPLES
        dhcpward watch --interface eth0
        dhcpward watch --interface eth0 --dry-run   print plans, change nothing
        dhcpward watch --interface virbr0           a hypervisor's own bridge
        dhcpward watch --interface virbr0 --at-port  block a flooder only at the port it floods
        dhcpward watch --interface eth0 --threshold 20/5s --ban 10m
        dhcpward watch --interface eth0 --allow 02:00:00:00:00:07
        dhcpward watch --interface eth0 --guard     against floods from random addresses (docs/guard.md)
      """)

  @OptionGroup(title: "Place") var place: PlaceOptions
  @OptionGroup(title: "Place") var strictness: StrictOption

  @Option(
    help: ArgumentHelp(
      "Which frames of a flooder are dropped: dhcp, all, 802.3 (default: dhcp).", valueName: "scope"),
    transform: readScope)
  var scope = Scope.dhcp

  @OptionGroup(title: "Judgement") var judgement: PolicyOptions

  @Flag(help: "On a bridge with several ports, block a flooder only at the port where it floods.")
  var atPort = false

  @OptionGroup(title: "Random source addresses") var newcomers: GuardOptions

  @Flag(help: "Print each plan as it would be applied; change nothing.")
  var dryRun = false

  @Flag(help: "Leave the bridge and the blocks there on the way out.")
  var keep = false

  func validate() throws {
    guard place.interface != nil else {
      throw ValidationError("name the interface to guard: dhcpward watch --interface eth0")
    }
  }

  func run() throws {
    try reporting {
      let settings = Settings(
        wish: try place.wish(), scope: scope, policy: try judgement.policy(), isAtPort: atPort,
        isDryRun: dryRun, keeps: keep, guardRate: newcomers.rate, isStrict: strictness.strict)
      let log = Log(at: WallClock.steady) { event in
        try? StandardStream.error.write(stamped(event.message))
      }
      let outside = Outside(log: log) { plan in
        try StandardStream.output.write(plan.text)
      } services: { watchdog in
        dryRun ? [] : [try ControlService(watchdog.interfaces, group: nil)]
      }
      try Watchdog(settings: [settings], outside: outside).run()
    }
  }
}

// journald stamps its lines itself, and says that it is there (systemd.exec(5)).
private func stamped(_ line: String) -> String {
  Environment["JOURNAL_STREAM"] != nil
    ? "\(line)\n" : "\(WallClock.now.truncated(to: .milliseconds(1))) \(line)\n"
}
