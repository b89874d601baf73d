import ArgumentParser
import Kernel
import Rules
import Wire

struct UnblockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unblock",
    abstract: "Lets blocked MAC addresses pass again.",
    discussion: """
      EXAMPLES
        dhcpward unblock 02:00:00:00:00:99
        dhcpward unblock 02:00:00:00:00:99 --port vnet3    only there; other blocks of it stay
        dhcpward unblock --all
      """)

  @Argument(help: ArgumentHelp("The addresses to unblock.", valueName: "mac"), transform: readMAC)
  var macs: [MACAddress] = []

  @Flag(help: "Every address that is blocked.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Only blocks that hold at this port of a bridge alone.", valueName: "port"),
    transform: readInterface)
  var port: InterfaceName?

  @Flag(help: "Print what would be done; change nothing.")
  var dryRun = false

  func validate() throws {
    guard all != !macs.isEmpty else {
      throw ValidationError(all ? "say either --all or addresses, not both" : "name an address, or say --all")
    }
  }

  func run() throws {
    try reporting {
      let machine = try Machine()
      try machine.requireAdministration()
      let wanted = all ? nil : Set(macs)
      var freed: Set<MACAddress> = []
      var planned = Plan()
      let isGuarded = try machine.network().links.contains { InstanceLock.holder(of: $0.name) != nil }
      try holdingSignals {
        for running in try machine.allRules() {
          let plan = BlockPlanner.unblock(wanted, at: port, keepsRuleset: isGuarded, running: running)
          freed.formUnion(plan.changes.compactMap(\.unblocked))
          if dryRun { planned = planned + plan } else { try machine.apply(plan) }
        }
      }
      guard !dryRun else {
        try StandardStream.output.write(planned.text)
        return
      }
      let place = port.map { " at \($0)" } ?? ""
      for mac in freed.sorted() { try StandardStream.output.write("unblocked \(mac)\(place)\n") }
      for mac in macs where !freed.contains(mac) { complain("unblock \(mac): it was not blocked\(place)") }
    }
  }
}

extension Change {
  /// The source that this step lets pass.
  fileprivate var unblocked: MACAddress? {
    if case .unblock(let block, _) = self { block.mac } else { nil }
  }
}
