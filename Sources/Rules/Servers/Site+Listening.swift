public import Wire

extension Site.Listening {
  /// What those servers that hear `interface` mean to the choice of a mode; nil considers them all.
  public init(_ servers: [Server], on interface: InterfaceName?, network: Network) {
    let heard = servers.filter { server in
      guard let interface else { return true }
      // An ingress hook moves nothing, so there is no deafness in this question.
      let site = Site(mode: .netdev, dialect: .nftables, interface: interface, bridge: nil, reason: "")
      return server.shielding(at: site, network: network) != .elsewhere
    }
    self = heard.contains { $0.socket == .raw } ? .raw : heard.isEmpty ? .nobody : .udp
  }
}
