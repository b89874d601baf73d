import ArgumentParser
import Control
import System
import Wire

struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Has the running daemon read its settings again; blocks stay.",
    discussion: """
      The same as SIGHUP, but says what came of it. All of the settings hold from then on, or none: \
      `dhcpward config check` finds mistakes beforehand.

      EXAMPLES
        dhcpward config check && dhcpward reload
      """)

  @OptionGroup var bare: BareInterface

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The daemon that guards this interface only.", valueName: "interface"),
    completion: .guarded, transform: readInterface)
  var interface: InterfaceName?

  mutating func validate() throws { interface = interface ?? bare.name }

  func run() throws {
    try reporting {
      try bare.check(interface)
      let daemons =
        try interface.map { try DaemonClient.named($0, for: "reload") } ?? DaemonClient.any(for: "reload")
      for daemon in daemons {
        let receipt = try daemon.ask(ControlRequest(.reload), as: ControlReceipt.self)
        try StandardStream.output.write(
          "\(receipt?.place ?? "the daemon of \(daemon.interface) has just ended")\n")
      }
    }
  }
}
