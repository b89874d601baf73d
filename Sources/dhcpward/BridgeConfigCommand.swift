import ArgumentParser
import Host
import Placement
import Plans
import System
import Wire

extension BridgeCommand {
  struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the lines of configuration that make the bridge permanent.",
      usage: "dhcpward bridge config --for <manager> [<options>] [<interface>]",
      discussion: """
        From the addresses and routes that the port, or dhcpward's bridge over it, has now. Writes no file.

        EXAMPLES
          dhcpward bridge config --port eth0 --for networkd
          dhcpward bridge config --port eth0 --bridge lan --for ifupdown
        """)

    @OptionGroup var place: PortOptions

    @Option(name: .customLong("for"), help: "Who is to build it.")
    var manager: ManagerArgument

    func run() throws {
      try reporting {
        try place.named.check()
        let network = try Machine().network()
        let own = network.links.compactMap(Bridge.init).first {
          $0.port == place.port && place.bridge ?? $0.name == $0.name
        }
        let wish = Site.Wish(interface: place.port, bridge: place.bridge, mode: .bridge, dialect: nil)
        guard let name = try own?.name ?? Site.place(wish, network: network).bridge else { return }
        let permanent = PermanentBridge(name: name, port: place.port, network: network)
        try StandardStream.output.write(permanent.text(for: manager.manager))
      }
    }
  }
}

/// Who is to build the bridge, as a person may write it.
enum ManagerArgument: String, ExpressibleByArgument, CaseIterable {
  case networkd, ifupdown, networkmanager

  var manager: PermanentManager {
    switch self {
    case .networkd: .networkd
    case .ifupdown: .ifupdown
    case .networkmanager: .networkManager
    }
  }
}
