import ArgumentParser
import Rules
import Wire

/// Where and how to block: the options `watch` and `block` share.
struct PlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The interface to guard: a NIC, or a bridge that is there.", valueName: "interface"),
    transform: readInterface)
  var interface: InterfaceName?

  @Option(
    help: ArgumentHelp("The bridge's name (default: br0, or the first free one).", valueName: "bridge"),
    transform: readInterface)
  var bridge: InterfaceName?

  @Option(help: "bridge builds one, existing uses one that is there; no other is built yet.")
  var mode: ModeArgument = .auto

  @Option(help: "Whose rules are used.")
  var dialect: DialectArgument = .auto

  @Flag(help: "Refuse where a block would not work, rather than warn (dhcpward doctor).")
  var strict = false

  func wish() throws(Refusal) -> Site.Wish {
    Site.Wish(interface: interface, bridge: bridge, mode: try mode.mode(), dialect: dialect.dialect)
  }
}
