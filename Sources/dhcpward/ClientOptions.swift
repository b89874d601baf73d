import ArgumentParser
import HostNetwork
import System
import Wire

/// Clients behind a relay or a router, as a person names them.
struct ClientOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A client behind a relay, by its MAC address or, of DHCPv6, by its address on its link; may be repeated.",
      valueName: "client"))
  var client: [String] = []

  @OptionGroup var way: ClientWay

  mutating func validate() throws { try way.check(client, option: "--client") }

  /// Who is meant, behind a router that is looked for where none is named.
  func clients() throws -> [RelayedClient] {
    let names = way.names(of: client)
    guard !names.isEmpty else { return [] }
    let router = try way.router ?? way.foundRouter(attempt: "find the router of \(names[0])")
    return names.map { RelayedClient($0, behind: router) }
  }
}

/// By which way the messages of clients come.
struct ClientWay: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The relay's address on the clients' link: giaddr, or DHCPv6's link-address.", valueName: "address"),
    transform: readAddress)
  var via: IPAddress?

  @Option(
    help: ArgumentHelp(
      "The MAC address that their messages come here with (default: the next hop on the way to --via).",
      valueName: "mac"), transform: readMAC)
  var router: MACAddress?

  /// The clients of that option, of which `check` found nothing wrong.
  func names(of clients: [String]) -> [RelayedClient.Name] {
    via.map { via in clients.compactMap { RelayedClient.Name($0, via: "\(via)") } } ?? []
  }

  func check(_ clients: [String], option: String) throws {
    guard !clients.isEmpty else {
      guard via == nil, router == nil else {
        throw ValidationError("--via and --router say where a client is; name it by \(option)")
      }
      return
    }
    guard let via else {
      throw ValidationError(
        "\(option) needs --via, the relay's address in the client's messages, as --via 10.1.0.1")
    }
    for client in clients where RelayedClient.Name(client, via: "\(via)") == nil {
      let isVersion6 = if case .v6 = via { true } else { false }
      if isVersion6, MACAddress(client) != nil {
        throw ValidationError(
          "'\(client)' is a MAC address, and a client behind \(via) is named by its address on its link, as fe80::1"
        )
      }
      if !isVersion6, IPAddress(client) != nil {
        throw ValidationError(
          "'\(client)' is an IP address, and a client behind \(via) is named by its MAC address, as 02:00:00:00:00:99"
        )
      }
      throw ValidationError(
        isVersion6
          ? "'\(client)' is not an address of a client; write it as fe80::1"
          : "'\(client)' is not a MAC address; write it as 02:00:00:00:00:99")
    }
  }

  /// The next hop on the way to the relay.
  func foundRouter(attempt: String) throws -> MACAddress {
    guard let via else { throw ValidationError("--client needs --via") }
    switch try RouterFinder.router(towards: via) {
    case .router(let mac): return mac
    case .noRoute:
      throw Refusal(
        "\(attempt): this host has no route to \(via); name its MAC address by --router", .unavailable)
    case .unknown(let hop):
      throw Refusal(
        "\(attempt): the MAC address of \(hop), the way to \(via), is not known here; ping it, or name its MAC address by "
          + "--router", .unavailable)
    }
  }
}
