import ArgumentParser
import Flood
import Kernel
import Watchdog
import Wire

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says why a source was blocked in a capture, or why not.",
    discussion: """
      For every threshold the most that the source came to and when, what spares it, and what would have to be \
      different. The thresholds are those of `watch`, or those given.

      EXAMPLES
        dhcpward explain 02:00:00:00:00:99 night.pcap
        dhcpward explain 02:00:00:00:00:99 night.pcap --threshold 12/5s
        dhcpward explain 02:00:00:00:00:99 monday.pcap tuesday.pcap --json
      """)

  @Argument(help: "The source's MAC address.", transform: readMAC)
  var mac: MACAddress

  @Argument(help: ArgumentHelp("Capture files in order of time; - is standard input.", valueName: "file"))
  var files: [String] = []

  @OptionGroup(title: "Judgement") var judgement: PolicyOptions

  @Flag(help: "As JSON.")
  var json = false

  func validate() throws {
    guard !files.isEmpty else {
      throw ValidationError("explain needs a capture for now: a running daemon cannot be asked yet")
    }
  }

  func run() throws {
    try reporting {
      let policy = try judgement.policy()
      var replay = Replay(policy: policy, keeping: Replay.utmostLimit, listening: true)
      for file in files { try replay.read(file) }
      guard !replay.keptTooMany else { throw Refusal.tooMany("explain") }
      guard let source = replay.tally.sources(1, where: { $0 == mac }).first, let past = replay.retrospect
      else {
        complain(
          "explain: \(mac) sent no DHCP client message among \(replay.frames) frames; `dhcpward replay` lists who did"
        )
        throw ExitCode(Status.notAsAsked.rawValue)
      }
      let explanation = Explanation(
        source, replay, past, policy: policy, files: files, vendors: VendorFiles().vendors(of: [mac]))
      try StandardStream.output.write(json ? try encoded(explanation) : explanation.text)
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
