public import Plans
public import Wire

/// What the bridges of this machine have learnt, and whose their ports are.
public struct PortMap: Hashable, Sendable {
  /// The names of those behind the ports.
  public var guests: Guests
  private var freshest: [MACAddress: ForwardingEntry] = [:]
  private var sources: [InterfaceName: Set<MACAddress>] = [:]

  /// A map of these entries. A source that was heard at several ports is where it was heard last.
  public init(_ entries: [ForwardingEntry] = [], guests: Guests = Guests()) {
    self.guests = guests
    for entry in entries {
      sources[entry.port, default: []].insert(entry.mac)
      if let known = freshest[entry.mac], known.age <= entry.age { continue }
      freshest[entry.mac] = entry
    }
  }

  /// Where a source is; nil when no bridge has heard it for a while (`ageing_time`, 300 s unless changed).
  public func whereabouts(of mac: MACAddress) -> Whereabouts? {
    freshest[mac].map { self[$0.port] }
  }

  /// A port and whose it is.
  public subscript(port: InterfaceName) -> Whereabouts { Whereabouts(port: port, guest: guests[port]) }

  /// How many sources were heard at a port lately.
  public func sourceCount(at port: InterfaceName) -> Int { sources[port]?.count ?? 0 }
}
