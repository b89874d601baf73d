import ArgumentParser
import Capture
import Flood
import Kernel
import Watchdog
import Wire

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Judges capture files as the daemon would have judged the live traffic.",
    discussion: """
      Reads pcap and pcapng, Ethernet and Linux cooked. Needs no privilege and touches nothing. Time is the \
      captured frames' own.

      EXAMPLES
        dhcpward replay flood.pcap
        dhcpward replay monday.pcap tuesday.pcapng --json
        tcpdump -i eth0 -w - udp port 67 | dhcpward replay -
        dhcpward replay night.pcap --threshold 10/5s --fail-on-flood
      """)

  @Argument(help: ArgumentHelp("Capture files in order of time; - is standard input.", valueName: "file"))
  var files: [String]

  @OptionGroup(title: "Judgement") var judgement: PolicyOptions

  @Flag(help: "As JSON, every source.")
  var json = false

  @Flag(help: "Exit with 1 when a flooder was found.")
  var failOnFlood = false

  @Option(help: ArgumentHelp("Not built yet: a report as a page.", valueName: "file"))
  var report: String?

  func run() throws {
    try reporting {
      guard report == nil else {
        throw Refusal("replay: --report is not built yet; use --json", .unavailable)
      }
      var replay = Replay(policy: try judgement.policy())
      var failure: (any Error)?
      do {
        for file in files { try replay.read(file) }
      } catch {
        // What could be read is still worth seeing.
        failure = error
      }
      if let failure, replay.frames == 0 { throw failure }
      try StandardStream.output.write(json ? try encoded(ReplayReport(replay, files: files)) : replay.text)
      if replay.untimedFrames > 0 {
        complain(
          "replay: \(replay.untimedFrames) frames have no time in their file and were judged at that of the frame "
            + "before; a capture that keeps times (tcpdump -w) is judged rightly")
      }
      if let failure { throw failure }
      if failOnFlood, replay.foundFlood { throw ExitCode(Status.notAsAsked.rawValue) }
    }
  }
}
