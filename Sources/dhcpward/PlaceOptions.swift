import ArgumentParser
import Config
import Placement
import Wire

/// Where and how to block.
struct PlaceOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The interface to guard: a NIC, or a bridge that is there.", valueName: "interface"),
    completion: .interfaces, transform: readInterface)
  var interface: InterfaceName?

  @Option(
    help: ArgumentHelp("The bridge's name (default: br0, or the first free one).", valueName: "bridge"),
    completion: .interfaces, transform: readInterface)
  var bridge: InterfaceName?

  @Option(help: .setting("mode", "mode"))
  var mode: ModeArgument?

  @Option(help: .setting("backend", "backend"))
  var backend: DialectArgument?

  /// Where to stand when there is no settings file.
  func wish() -> Site.Wish {
    Site.Wish(interface: interface, bridge: bridge, mode: mode?.mode, dialect: backend?.dialect)
  }

  /// Puts these options over what the settings file says of the interface.
  func apply(to guarding: inout Configuration.Guarding) {
    if let bridge { guarding.bridge = bridge }
    if let mode { guarding.mode = mode.mode }
    if let backend { guarding.dialect = backend.dialect }
  }
}

/// What to do about a block that would not work.
struct StrictOption: ParsableArguments {
  @Flag(help: .setting("strict"))
  var strict = false
}
