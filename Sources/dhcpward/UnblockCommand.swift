import ArgumentParser
import Config
import Control
import Host
import Ledger
import Plans
import System
import Wire

struct UnblockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unblock",
    abstract: "Lets blocked MAC addresses pass again.",
    usage: "dhcpward unblock [<options>] [<mac> ...]",
    discussion: """
      A running daemon forgets them, too. Without one they are taken out of its state file, so that they are not \
      blocked again when it starts.

      EXAMPLES
        dhcpward unblock 02:00:00:00:00:99
        dhcpward unblock 02:00:00:00:00:99 --port vnet3    only there
        dhcpward unblock --client 02:00:00:00:00:c1 --via 10.1.0.1
        dhcpward unblock --all
      """)

  @Argument(
    help: ArgumentHelp("The addresses to unblock.", valueName: "mac"), completion: .blocked,
    transform: readMAC)
  var macs: [MACAddress] = []

  @OptionGroup(title: "Behind a relay") var behind: ClientOptions

  @Flag(help: "Every address that is blocked.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Only blocks that hold at this port of a bridge alone.", valueName: "port"),
    completion: .interfaces, transform: readInterface)
  var port: InterfaceName?

  @Flag(help: "Print what would be done; change nothing.")
  var dryRun = false

  @OptionGroup var config: ConfigOption

  @Option(
    help: ArgumentHelp(
      "The daemon's state file, or none (default: the settings file's, else that of watch).",
      valueName: "file"), completion: .file())
  var state: String?

  func validate() throws {
    guard all != !(macs.isEmpty && behind.client.isEmpty) else {
      throw ValidationError(all ? "say either --all or addresses, not both" : "name an address, or say --all")
    }
  }

  func run() throws {
    try reporting {
      let subjects = try macs.map(Subject.address) + clients().map(Subject.client)
      let wanted = all ? nil : Set(subjects)
      guard !dryRun else {
        return try StandardStream.output.write(try unblock(wanted, applying: false).plan.text)
      }
      var standing: Set<Subject> = []
      var freed = try unblockByDaemons(subjects)
      do {
        // What others have left beside the daemons, too.
        let done = try unblock(wanted, applying: true)
        freed.formUnion(done.freed)
        standing = done.standing
      } catch {
        // Whom a daemon serves need not be allowed to look.
        guard !freed.isEmpty, status(of: error) == .notPermitted else { throw error }
      }
      try freed.formUnion(unblockInLedger(wanted))
      let place = port.map { " at \($0)" } ?? ""
      for subject in freed.sorted() { try StandardStream.output.write("unblocked \(subject)\(place)\n") }
      for subject in subjects where !freed.contains(subject) {
        let near = NearestWord.of("\(subject)", among: standing.map { "\($0)" })
        complain(
          "unblock \(subject): it was not blocked\(place)" + (near.map { "; did you mean \($0)?" } ?? ""))
      }
    }
  }

  private func unblock(_ wanted: Set<Subject>?, applying: Bool) throws -> (
    plan: Plan, freed: Set<Subject>, standing: Set<Subject>
  ) {
    let machine = try Machine()
    try machine.requireAdministration()
    var (planned, freed, standing) = (Plan(), Set<Subject>(), Set<Subject>())
    let isGuarded = try machine.network().links.contains { InstanceLock.holder(of: $0.name) != nil }
    try holdingSignals {
      for running in try machine.allRules() {
        standing.formUnion(running.blocks.map(\.block.subject))
        let plan = BlockPlanner.unblock(wanted, at: port, keepsRuleset: isGuarded, running: running)
        freed.formUnion(plan.changes.compactMap(\.unblocked))
        planned = planned + plan
        if applying { try machine.apply(plan) }
      }
    }
    return (planned, freed, standing)
  }

  // Behind whichever router they are blocked where none is named, as the way to them may be another one by now.
  private func clients() throws -> [RelayedClient] {
    let names = Set(behind.way.names(of: behind.client))
    guard !names.isEmpty, behind.way.router == nil else { return try behind.clients() }
    let blocks = (try? Machine().allRules().flatMap(\.blocks)) ?? []
    let blocked = blocks.compactMap(\.block.subject.client).filter { names.contains($0.name) }
    return blocked.isEmpty ? try behind.clients() : Set(blocked).sorted()
  }

  // What is blocked there is blocked again when a daemon starts. One that runs has the file to itself, and was asked.
  private func unblockInLedger(_ wanted: Set<Subject>?) throws -> Set<Subject> {
    guard let path = DaemonAssembly.state(state, try config.found()), InputFile.isThere(path) else {
      return []
    }
    // By the rights of the daemon's user, whose directory it is: what lies there may be a link to anything.
    return try Accounts.asOwner(of: Ledger.directory(of: path)) {
      try unblock(wanted, inLedger: path)
    }
  }

  private func unblock(_ wanted: Set<Subject>?, inLedger path: String) throws -> Set<Subject> {
    let ledger = Ledger(path: path, now: SystemClock.wall, distrust: DaemonAssembly.distrust)
    if case .inMemory(let error) = ledger.condition {
      guard DaemonClient.all.isEmpty else { return [] }
      throw Refusal(
        "unblock: what is in force was lifted, but not in the daemon's memory, so it will be blocked again at the next "
          + "start: \(error)", .inputOutput)
    }
    let freed = ledger.pardon(wanted, at: port, now: SystemClock.wall)
    if case .inMemory(let error) = ledger.condition { throw Refusal("unblock: \(error)", .inputOutput) }
    return freed
  }

  // A daemon remembers its blocks, so it is the one to forget them.
  private func unblockByDaemons(_ subjects: [Subject]) throws -> Set<Subject> {
    var freed: Set<Subject> = []
    for daemon in DaemonClient.all {
      var request = ControlRequest(.unblock)
      request.port = port.map { "\($0)" }
      for part in all ? [nil] : subjects.parts(of: subjects.questionSize).map(Optional.some) {
        request.name(part ?? [])
        request.all = part == nil ? true : nil
        let receipt = try daemon.ask(request, as: ControlReceipt.self)
        freed.formUnion(receipt?.subjects ?? [])
      }
    }
    return freed
  }
}

extension Change {
  /// Whom this step lets pass.
  fileprivate var unblocked: Subject? {
    if case .unblock(let block, _) = self { block.subject } else { nil }
  }
}
