import ArgumentParser
import Kernel
import Wire

struct ReloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reload",
    abstract: "Has the running daemon read its settings again; blocks stay.",
    discussion: """
      The same as SIGHUP. All of the settings hold from then on, or none: a mistake is in the daemon's log, and \
      `dhcpward config check` finds it beforehand.

      EXAMPLES
        dhcpward config check && dhcpward reload
      """)

  @Option(
    help: ArgumentHelp("The daemon that guards this interface only.", valueName: "interface"),
    transform: readInterface)
  var interface: InterfaceName?

  func run() throws {
    try reporting {
      // One that guards several interfaces reads them all once.
      var asked: Set<Int32> = []
      for daemon in try RunningDaemon.named(interface, for: "reload") {
        guard let pid = InstanceLock.holder(of: daemon.interface), asked.insert(pid).inserted else {
          continue
        }
        _ = try daemon.ask(Inquiry(.reload), as: InquiryReceipt.self)
        try StandardStream.output.write("the daemon of \(daemon.interface) reads its settings again\n")
      }
    }
  }
}
