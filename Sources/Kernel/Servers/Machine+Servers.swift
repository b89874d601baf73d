public import Rules

extension Machine {
  /// The DHCP servers and relays of this network namespace, as far as they can be seen. Changes nothing.
  public func servers() -> [Server] { survey().servers }

  /// The same, and what could not be seen.
  public func survey() -> ServerSurvey { ServerSurvey(network: (try? network()) ?? Network()) }
}

extension Machine {
  /// What would keep blocks at this site from working, as this host is now. Changes nothing.
  public func concerns(at site: Site, network: Network, servers: [Server]) -> [Concern] {
    let interfaces = [site.interface] + (site.bridge.map { $0 == site.interface ? [] : [$0] } ?? [])
    return Preflight.concerns(
      site: site, network: network, servers: servers,
      settings: HostSettings.read(of: interfaces, network: network))
  }
}
