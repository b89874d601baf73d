import ArgumentParser
import Rules
import Wire

/// Where and how to block.
struct PlaceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("The interface to guard: a NIC, or a bridge that is there.", valueName: "interface"),
    transform: readInterface)
  var interface: InterfaceName?

  @Option(
    help: ArgumentHelp("The bridge's name (default: br0, or the first free one).", valueName: "bridge"),
    transform: readInterface)
  var bridge: InterfaceName?

  @Option(help: "How frames pass through the rules; auto looks who listens and what this kernel can do.")
  var mode: ModeArgument = .auto

  @Option(help: "Whose rules are used.")
  var dialect: DialectArgument = .auto

  func wish() throws(Refusal) -> Site.Wish {
    Site.Wish(interface: interface, bridge: bridge, mode: try mode.mode(), dialect: dialect.dialect)
  }
}

/// What to do about a block that would not work.
struct StrictOption: ParsableArguments {
  @Flag(help: "Refuse where a block would not work, rather than warn (dhcpward doctor).")
  var strict = false
}
