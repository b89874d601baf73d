import ArgumentParser
import Control
import Host
import HostNetwork
import Leases
import Plans
import Screen
import ServerDiscovery
import System
import Wire

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Shows what is blocked, until when and why, the bridge, and whether the servers are shielded.",
    discussion: """
      Reads the kernel itself, so it is right whoever blocked and whether or not a daemon runs.

      EXAMPLES
        dhcpward status
        dhcpward status --json
      """)

  @Flag(help: "As JSON.")
  var json = false

  func run() throws {
    try reporting {
      let machine = try Machine()
      let network = try machine.network()
      let rules = try machine.allRules(in: network)
      let macs = rules.flatMap { $0.blocks.compactMap(\.block.subject.hardwareAddress) }
      let (servers, now) = (machine.servers(), SystemClock.wall)
      let report = StatusReport(
        rules: rules, network: network, programs: try machine.programs(in: network),
        servers: servers,
        places: try places(of: rules.flatMap { $0.blocks.map(\.block) }, network),
        vendors: VendorFiles().vendors(of: macs),
        tenants: LeaseFiles(of: servers).tenants(Set(macs), now: now), health: DaemonHealth.now, now: now)
      try StandardStream.output.write(json ? try JSON.encoded(report) : text(report))
    }
  }

  private func places(of blocks: [Block], _ network: Network) throws -> [MACAddress: Whereabouts] {
    let finder = try PortFinder()
    let bridges = network.links.filter { $0.kind == .bridge }.map(\.name)
    var places: [MACAddress: Whereabouts] = [:]
    for block in blocks {
      // What is blocked at a port is there, wherever else its address is heard.
      guard let mac = block.mac else { continue }
      places[mac] =
        try block.port.map { finder.whereabouts(at: $0) } ?? finder.whereabouts(of: mac, on: bridges)
    }
    return places
  }

  private func text(_ report: StatusReport) -> String {
    report.lines.map {
      $0.trimmed.rendered(isStyled: Terminal.isThere, colours: Terminal.wantsColours) + "\n"
    }.joined()
  }
}
