import ArgumentParser

/// The one executable: a file for each subcommand.
@main
struct Dhcpward: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "dhcpward",
    abstract: "Protects a DHCP server from the clients that flood it.",
    discussion: """
      It counts DHCP client messages by Ethernet source address, and drops the frames of the ones that flood \
      at a bridge, before the server's socket sees them. A bridge may have a single port, so any Ethernet \
      interface will do.

      EXAMPLES
        dhcpward watch --interface eth0    guard the server on eth0 until stopped
        dhcpward block 02:00:00:00:00:99 --interface eth0
        dhcpward status                    who is blocked, until when, why
        dhcpward top                       who talks to the server now, live
        dhcpward replay yesterday.pcap     who would have been blocked, and when
        dhcpward explain 02:00:00:00:00:99 yesterday.pcap

      EXIT STATUS (sysexits.h)
         0  done                          70  a bug
         1  replay found a flooder         73  a file cannot be made
            (--fail-on-flood), or doctor  74  a file cannot be read or written
            a block that would not hold
        64  usage                         75  another dhcpward holds the lock
        65  bad input data                77  not permitted
        69  the kernel, a tool or this    78  the settings file is wrong
            version cannot
      """,
    version: version,
    subcommands: [
      WatchCommand.self, BlockCommand.self, UnblockCommand.self, AllowCommand.self, StatusCommand.self,
      TopCommand.self, HistoryCommand.self, ExplainCommand.self, ReplayCommand.self, DoctorCommand.self,
      BridgeCommand.self, WardCommand.self, RulesCommand.self, ConfigCommand.self, ReloadCommand.self,
    ])
}
