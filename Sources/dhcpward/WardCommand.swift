import ArgumentParser
import Control
import Host
import PacketFilter
import Plans
import System
import Wire

struct WardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ward",
    abstract: "Shows or removes the program of mode xdp, with or without a daemon.",
    discussion: """
      A daemon that is killed leaves its program at the XDP hook, where it goes on to count and to drop.

      EXAMPLES
        dhcpward ward show
        dhcpward ward show --json
        dhcpward ward down --port eth0
      """,
    subcommands: [Show.self, Down.self])

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists the programs of dhcpward's at XDP hooks, and what they counted.")

    @Flag(help: "As JSON.")
    var json = false

    func run() throws {
      try reporting {
        let machine = try Machine()
        let network = try machine.network()
        let wards = try machine.programs(in: network).map { StatusReport.Ward($0) }
        guard !json else { return try StandardStream.output.write(try JSON.encoded(wards)) }
        try StandardStream.output.write(
          wards.isEmpty ? (network.unseen ?? "none of dhcpward's") + "\n" : wards.map(\.text).joined())
      }
    }
  }

  struct Down: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Takes the program away, and with it every block in it.")

    @Option(
      help: ArgumentHelp("The port at whose XDP hook it is.", valueName: "port"), transform: readInterface)
    var port: InterfaceName

    @Flag(help: "Print the steps; change nothing.")
    var dryRun = false

    func run() throws {
      try reporting {
        let machine = try Machine()
        try machine.requireAdministration()
        if let pid = InstanceLock.holder(of: port), !dryRun {
          throw Refusal(
            "ward down: the daemon (pid \(pid)) guards \(port) and would put it back; stop that first",
            .tryAgain)
        }
        let plan = BlockPlanner.unblock(nil, running: try machine.rules(.xdp(port)))
        guard !dryRun else { return try StandardStream.output.write(plan.text) }
        guard !plan.isEmpty else {
          throw Refusal(
            "ward down: \(try machine.network().unseen ?? "no program of dhcpward's is at \(port)")",
            .unavailable)
        }
        try holdingSignals { try machine.apply(plan) }
        try StandardStream.output.write("removed from the XDP hook of \(port)\n")
      }
    }
  }
}

extension Network {
  /// Of whose programs only root may ask, in words; nil where all could be looked at.
  fileprivate var unseen: String? {
    let others = links.filter { $0.xdp != nil }
    guard !others.isEmpty else { return nil }
    let names = others.map { "program \($0.xdp ?? 0) is at \($0.name)" }.joined(separator: ", ")
    return "none of dhcpward's, as far as this process may look (only root may ask whose it is): \(names)"
  }
}

extension StatusReport.Ward {
  fileprivate var text: String {
    let counted = XDPState.counters.map { field in "  \(field.words): \(counters["\(field)"] ?? 0)\n" }
    return "\(port): program \(id), tag \(tag), \(memory / 1024) KiB of the kernel's memory\n"
      + counted.joined()
  }
}

extension XDPState {
  fileprivate var words: String {
    switch self {
    case .messages: "DHCP messages to a server's port"
    case .counted: "counted towards thresholds"
    case .dropped: "frames of blocked sources, dropped"
    case .copies: "copies of a frame, dropped"
    case .nobody: "messages of nobody's address, dropped"
    case .own: "messages with an address of this host, dropped"
    case .tripped: "sources blocked by the program"
    case .braked: "sources not blocked, as many were within a minute"
    case .beyond: "frames with more tags or headers than are walked"
    case .unreported: "reports that found no room"
    case .limited: "messages of unknown sources beyond --limit-unknown, dropped"
    case .excess: "messages of known or exempt sources beyond their rates, dropped"
    case .wide, .clientBlocks, .policy, .now, .minute, .made, .rate, .first, .returning, .exempt, .turned,
      .noted,
      .generation:
      "\(self)"
    }
  }
}
