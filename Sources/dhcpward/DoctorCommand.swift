import ArgumentParser
import Config
import Control
import Host
import Plans
import ServerDiscovery
import System
import Wire

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract:
      "Says what this kernel, these tools and these DHCP servers allow, and which server a block shields.",
    usage: "dhcpward doctor [<options>] [<interface>]",
    discussion: """
      Finds the DHCP servers of this host by their sockets, says in which mode each would be shielded, and what \
      to change. Changes nothing. Works without privilege as far as it can, and says what it could not see.

      Without --interface it looks at the interfaces that a running daemon guards, else at those that the settings \
      file names, else at dhcpward's own bridges, else at the interfaces that servers listen on, else at the default \
      route's. Exit status 1: in the mode that is or would be used, a block would not do.

      EXAMPLES
        dhcpward doctor
        dhcpward doctor --interface eth0
        dhcpward doctor --interface eth0 --mode netdev --json
      """)

  @OptionGroup var bare: BareInterface

  @OptionGroup(title: "Place") var place: PlaceOptions

  @OptionGroup(title: "Settings") var settings: ConfigOption

  @Flag(help: "As JSON.")
  var json = false

  mutating func validate() throws { place.interface = place.interface ?? bare.name }

  func run() throws {
    try reporting {
      try bare.check(place.interface)
      let machine = try Machine()
      var network = try machine.network()
      network.firewall = machine.firewall()
      let survey = machine.survey()
      let wish = place.wish()
      let mayAsk = (try? machine.requireAdministration()) != nil
      let capabilities = mayAsk ? machine.capabilities() : nil
      let examiner = DoctorSurvey(
        machine: machine, network: network, capabilities: capabilities, servers: survey.servers)
      let places = examiner.places(for: wish, guarded: try guarded(in: network))
      let report = DoctorReport(
        capabilities: capabilities, servers: survey.servers,
        unseen: survey.unseen + LeaseFiles(of: survey.servers).concerns,
        places: places.map(examiner.examination))
      try StandardStream.output.write(json ? try JSON.encoded(report) : report.text)
      guard report.holds != false else { throw ExitCode(ExitStatus.notAsAsked.rawValue) }
    }
  }

  // Those of a running daemon, else those of the settings file. Without leave to read that, it says nothing.
  private func guarded(in network: Network) throws -> [InterfaceName] {
    let running = DaemonClient.guarding.map(\.interface)
    guard running.isEmpty else { return running }
    let configuration = settings.config == nil ? try? settings.found() : try settings.found()
    return (configuration?.interfaces ?? []).map(\.name).filter { network[$0] != nil }
  }
}
