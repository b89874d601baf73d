import ArgumentParser
import Control
import System
import Wire

struct AllowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "allow",
    abstract: "Has the running daemon never block a MAC address, until told otherwise.",
    discussion: """
      A block of it ends at once. It outlives the daemon where that has a state database; what is allowed for good \
      belongs into the settings (allow = [...]).

      EXAMPLES
        dhcpward allow 02:00:00:00:00:07
        dhcpward allow 02:00:00:00:00:07 --remove
        dhcpward allow                       who is allowed
      """)

  @Argument(help: ArgumentHelp("The addresses.", valueName: "mac"), completion: .heard, transform: readMAC)
  var macs: [MACAddress] = []

  @Flag(help: "They may be blocked again.")
  var remove = false

  func validate() throws {
    guard !remove || !macs.isEmpty else { throw ValidationError("--remove whom? name an address") }
  }

  func run() throws {
    try reporting {
      let daemons = try DaemonClient.any(for: "allow")
      guard !macs.isEmpty else {
        let allowed = try daemons.flatMap {
          try $0.ask(ControlRequest(.allowed), as: ControlReceipt.self)?.macs ?? []
        }
        return try StandardStream.output.write(Set(allowed).sorted().map { "\($0)\n" }.joined())
      }
      for mac in macs {
        var request = ControlRequest(remove ? .disallow : .allow)
        request.mac = "\(mac)"
        let changed = try daemons.compactMap { try $0.ask(request, as: ControlReceipt.self)?.macs }.joined()
        guard !changed.isEmpty else {
          complain("allow \(mac): it was not allowed by this command; what the settings allow stays")
          continue
        }
        try StandardStream.output.write(remove ? "no longer allowed \(mac)\n" : "allowed \(mac)\n")
      }
    }
  }
}
