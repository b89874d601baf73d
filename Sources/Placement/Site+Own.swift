public import Plans
public import Wire

extension Site {
  /// The addresses of what is guarded: this host's own, so that no frame which comes in has one of them honestly. A
  /// virtual router's is shared with others, and those of other links may be its guests'.
  public func ownAddresses(in network: Network) -> [MACAddress] {
    BlockPlanner.guardable([interface, bridge].compactMap { name in name.flatMap { network[$0]?.address } })
  }
}
