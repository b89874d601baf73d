import ArgumentParser
import Wire

/// An interface that is named without `--interface`, as it is for `ip` and `ethtool`.
struct BareInterface: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The same as --interface.", valueName: "interface"), completion: .interfaces,
    transform: readInterface)
  var name: InterfaceName?

  /// Throws when `--interface` names another. Asked for when the rest of the command line was found to be right, as what
  /// follows a mistyped option seems to be an interface, too.
  func check(_ interface: InterfaceName?) throws(ValidationError) {
    guard let name, let interface, name != interface else { return }
    throw ValidationError("both \(interface) and \(name) are named; name one interface")
  }
}
