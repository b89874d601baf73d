public import Plans
public import Wire

extension Site.Listening {
  /// What those servers that hear `interface` mean to the choice of a mode; nil considers them all.
  public init(_ servers: [Server], on interface: InterfaceName?, network: Network) {
    let living = servers.filter { !$0.isInterfaceGone }
    guard let interface else {
      self = living.contains { $0.socket == .raw } ? .raw : living.isEmpty ? .nobody : .udp
      return
    }
    // An ingress hook moves nothing, so there is no deafness in this question.
    let site = Site(mode: .netdev, dialect: .nftables, interface: interface, bridge: nil, reason: "")
    let heard = living.filter { server in
      switch server.shielding(at: site, network: network) {
      case .elsewhere, .absent: false
      case .shielded, .exposed, .deaf: true
      }
    }
    let raw = heard.filter { $0.socket == .raw }
    let isExposed = raw.contains { $0.shielding(at: site, network: network) != .shielded }
    self = isExposed ? .raw : !raw.isEmpty ? .above : heard.isEmpty ? .nobody : .udp
  }
}
