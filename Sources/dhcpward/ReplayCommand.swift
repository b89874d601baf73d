import ArgumentParser
import Capture
import Control
import Daemon
import Flood
import Report
import System
import Wire

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Judges capture files as the daemon would have judged the live traffic.",
    discussion: """
      Reads pcap and pcapng of Ethernet, Linux cooked, Wi-Fi and tagged by a switch, compressed too (gzip, bzip2, xz, \
      zstd, lz4), and all captures of a directory. Needs no privilege and touches nothing. Time is the captured \
      frames' own. Thresholds and who is spared are as in the settings file; options given here come before it.

      EXAMPLES
        dhcpward replay flood.pcap
        dhcpward replay monday.pcap tuesday.pcapng --json
        tcpdump -i eth0 -w - udp port 67 | dhcpward replay -
        dhcpward replay night.pcap --threshold 10/5s --fail-on-flood
        dhcpward replay night.pcap --report night.html
      """)

  @Argument(
    help: ArgumentHelp("Capture files, or directories of them; - is standard input.", valueName: "file"),
    completion: .file())
  var files: [String]

  @OptionGroup(title: "Judgement") var judgement: PolicyOptions
  @OptionGroup(title: "Judgement") var settings: ConfigOption

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Judge as the settings file says for this interface.", valueName: "name"),
    completion: .interfaces, transform: readInterface)
  var interface: InterfaceName?

  @Flag(help: "As JSON, every source.")
  var json = false

  @Flag(help: "Exit with 1 when a flooder was found.")
  var failOnFlood = false

  @Flag(help: "What other thresholds would have come to, also for more than a million messages.")
  var whatIf = false

  @Option(
    help: ArgumentHelp(
      "A page to look at, written to this file; - is standard output, in place of the text.",
      valueName: "file"), completion: .file())
  var report: String?

  func validate() throws {
    guard report != "-" || !json else {
      throw ValidationError("--json and --report - both want standard output")
    }
    guard report != "" else { throw ValidationError("--report takes a file's name") }
  }

  func run() throws {
    try reporting {
      let isAsked = whatIf || report != nil
      let policy = try settings.policy(on: interface, judgement)
      var replay = Replay(
        policy: policy, keeping: isAsked ? Replay.utmostLimit : Replay.casualLimit,
        listening: report != nil)
      var failure: (any Error)?
      let captures = try CaptureFiles(files, for: "replay")
      do {
        try captures.read(into: &replay)
      } catch {
        // What could be read is still worth seeing.
        failure = error
      }
      if let failure, replay.frames == 0 { throw failure }
      try show(replay, captures.paths, policy, isAsked: isAsked)
      if let failure { throw failure }
      if failOnFlood, replay.foundFlood { throw ExitCode(ExitStatus.notAsAsked.rawValue) }
    }
  }

  private func show(_ replay: Replay, _ files: [String], _ policy: Policy, isAsked: Bool) throws {
    if isAsked, replay.keptTooMany { throw Refusal.tooMany("replay") }
    let vendors = VendorFiles().vendors as ([MACAddress]) -> Vendors
    let retrospect = replay.retrospect
    let outcome = retrospect.map(replay.whatIf)
    if let report {
      let page = Page(replay, retrospect, outcome, policy: policy, files: files, vendors: vendors)
      if report == "-" {
        try StandardStream.output.write(page.html)
      } else {
        try OutputFile.write(page.html, to: report)
      }
    }
    if report != "-" {
      try StandardStream.output.write(
        json
          ? try JSON.encoded(
            ReplayReport(replay, files: files, whatIf: outcome, policy: policy, vendors: vendors))
          : replay.text(outcome, policy, isWhole: whatIf, vendors))
    }
    if replay.untimedFrames > 0 {
      complain(
        "replay: \(replay.untimedFrames) frames have no time in their file and were judged at that of the frame "
          + "before; a capture that keeps times (tcpdump -w) is judged rightly")
    }
    if replay.cutMessages > 0 {
      complain(
        "replay: \(replay.cutMessages) messages could not be read, as the capture kept only the beginning of its frames; "
          + "capture whole frames (tcpdump without -s)")
    }
    for (link, count) in replay.unread.sorted(by: { $0.key < $1.key }) {
      complain("replay: left out \(count) frames of link type \(link), which is not read")
    }
    for (tunnel, count) in replay.tunnelled.sorted(by: {
      ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue)
    }) {
      complain(
        "replay: \(count) frames of \(tunnel.rawValue) were not looked into, and DHCP in them is not counted; "
          + tunnel.advice)
    }
  }
}
