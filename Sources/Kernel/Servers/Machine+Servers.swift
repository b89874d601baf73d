public import Rules

extension Machine {
  /// The DHCP servers and relays of this network namespace, as far as they can be seen. Changes nothing.
  public func servers() -> [Server] { survey().servers }

  /// The same, and what could not be seen.
  public func survey() -> ServerSurvey { ServerSurvey(network: (try? network()) ?? Network()) }
}
