import ArgumentParser

/// The one executable.
@main
struct Dhcpward: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dhcpward", abstract: "Protects a DHCP server from the clients that flood it.")
}
