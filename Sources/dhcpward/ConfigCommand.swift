import ArgumentParser
import Config
import Ledger
import System
import Wire

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: "Checks the settings file, or shows the settings in force.",
    discussion: """
      EXAMPLES
        dhcpward config check
        dhcpward config check --config /root/dhcpward.toml
        dhcpward config show
      """,
    subcommands: [Check.self, Show.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Says what is wrong with the settings file, each with line and column.",
      discussion: """
        All that is wrong is said at once; then the exit status is 78. A daemon that is told to read such a file again \
        (SIGHUP) goes on with the settings it has.
        """)

    @OptionGroup var file: ConfigOption

    func run() throws {
      try reporting {
        let configuration = try file.found()
        if let faults = configuration.map(faults), !faults.isEmpty {
          throw Refusal(faults.map { "\($0)" }.joined(separator: "\n"), .configuration)
        }
        try StandardStream.output.write(words(configuration))
      }
    }

    // What the text cannot show. The daemon says it as it starts, and goes on without.
    private func faults(_ configuration: Configuration) -> [String] {
      let user = configuration.daemon.user.flatMap { name in try? Accounts.user(name).user }
      let others = Set([user].compactMap(\.self))
      let state = configuration.daemon.state.flatMap { path in
        Trust(also: others).fault(ofDirectory: Ledger.directory(of: path)).map {
          "state is not kept in \(path), as others could change it: \($0)"
        }
      }
      return DaemonAssembly.distrusted(configuration, also: others) + [state].compactMap(\.self)
    }

    private func words(_ configuration: Configuration?) -> String {
      let path = String(foreign: file.path.utf8)
      guard let configuration else { return "\(path): there is none; the defaults are in force\n" }
      let names = configuration.interfaces.map { "\($0.name)" }.joined(separator: ", ")
      return "\(path): in order; \(names.isEmpty ? "names no interface" : "guards \(names)")\n"
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Prints the settings in force, defaults filled in, as a settings file.")

    @OptionGroup var file: ConfigOption

    func run() throws {
      try reporting { try StandardStream.output.write("\(try file.configuration())") }
    }
  }
}
