import ArgumentParser
import Control
import Daemon
import Flood
import Host
import Leases
import ServerDiscovery
import System
import Wire

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says why a source is blocked, or why not: by the running daemon, or in a capture.",
    discussion: """
      Without a file the running daemons are asked: for every threshold how far it is filled now, and what spares \
      the source. Of a capture it says for every threshold the most that the source came to and when, and what would \
      have to be different; the thresholds are those of the settings file, or those \
      given.

      EXAMPLES
        dhcpward explain 02:00:00:00:00:99
        dhcpward explain 02:00:00:00:00:99 night.pcap
        dhcpward explain 02:00:00:00:00:99 night.pcap --threshold 12/5s
        dhcpward explain 02:00:00:00:00:99 monday.pcap tuesday.pcap --json
      """)

  @Argument(help: "The source's MAC address.", completion: .heard, transform: readMAC)
  var mac: MACAddress

  @Argument(
    help: ArgumentHelp("Capture files, or directories of them; - is standard input.", valueName: "file"),
    completion: .file())
  var files: [String] = []

  @OptionGroup(title: "Judgement") var judgement: PolicyOptions
  @OptionGroup(title: "Judgement") var settings: ConfigOption

  @Flag(help: "As JSON.")
  var json = false

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Ask the daemon that guards this interface only; with files, judge as it does.", valueName: "name"),
    completion: .interfaces, transform: readInterface)
  var interface: InterfaceName?

  func run() throws {
    try reporting {
      guard !files.isEmpty else { return try askDaemons() }
      let policy = try settings.policy(on: interface, judgement)
      var replay = Replay(policy: policy, keeping: Replay.utmostLimit, listening: true)
      let captures = try CaptureFiles(files, for: "explain")
      try captures.read(into: &replay)
      guard !replay.keptTooMany else { throw Refusal.tooMany("explain") }
      guard let source = replay.tally.sources(1, where: { $0 == mac }).first, let past = replay.retrospect
      else {
        let routers = Set(replay.relayedSources(of: mac).map { "\($0.router)" }).sorted()
        complain(
          routers.isEmpty
            ? "explain: \(mac) sent no DHCP client message among \(replay.frames) frames; `dhcpward replay` lists who did"
            : "explain: \(mac) is a client behind \(routers.joined(separator: ", ")), whose address its messages have; "
              + "explain that one, or see `clients` of `dhcpward replay --json`"
        )
        throw ExitCode(ExitStatus.notAsAsked.rawValue)
      }
      let explanation = Explanation(
        source, replay, past, policy: policy, files: captures.paths, vendors: VendorFiles().vendors(of: [mac])
      )
      try StandardStream.output.write(json ? try JSON.encoded(explanation) : explanation.text)
    }
  }
}

extension ExplainCommand {
  private func askDaemons() throws {
    var request = ControlRequest(.explain)
    request.mac = "\(mac)"
    let daemons = DaemonClient.guarding.filter { interface == nil || $0.interface == interface }
    let standings = try daemons.compactMap { try $0.ask(request, as: SourceStatus.self) }
    guard !standings.isEmpty else {
      throw Refusal(
        "explain: no dhcpward watches \(interface.map { "\($0)" } ?? "here"); start `dhcpward watch`, or name a capture",
        .unavailable)
    }
    let servers = (try? Machine())?.servers() ?? []
    let tenant = LeaseFiles(of: servers).tenants([mac], now: SystemClock.wall)[mac]
    for var standing in standings {
      standing.address = tenant?.address.description
      standing.hostName = tenant?.hostName?.description
      try StandardStream.output.write(json ? try JSON.encoded(standing) : standing.text)
    }
  }
}

extension Refusal {
  /// A capture that is too long to be kept.
  static func tooMany(_ command: String) -> Refusal {
    Refusal(
      "\(command): more than \(Replay.utmostLimit / 1_000_000) million messages, too many to be kept; split the capture, "
        + "as by `editcap -i 3600`", .unavailable)
  }
}
