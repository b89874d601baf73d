public import Wire

/// What is kept of leases: of those that hold, the ones of the clients that are asked for.
///
/// Servers write the later below the earlier, so what is noted later replaces what was said of the same address before.
public struct LeaseTable: Sendable {
  /// How many leases are kept at most.
  public static let most = 131_072

  /// Whose leases are kept.
  public let wanted: Set<MACAddress>
  private let now: Timestamp
  private let most: Int
  private var kept: [IPAddress: Entry] = [:]
  private var count = 0

  private struct Entry: Sendable {
    let mac: MACAddress
    let lease: Lease
    let place: Int
  }

  /// A table for the leases of these clients that hold at `now`.
  public init(for wanted: Set<MACAddress>, now: Timestamp, most: Int = LeaseTable.most) {
    (self.wanted, self.now, self.most) = (wanted, now, most)
  }

  /// Whose leases are kept, by address.
  var addresses: Set<IPAddress> { Set(kept.keys) }

  /// A lease of that client, or nobody's, changes nothing.
  func ignores(_ mac: MACAddress?) -> Bool { kept.isEmpty && !(mac.map(wanted.contains) ?? false) }

  /// Notes that an address is a client's; nobody's with nil.
  mutating func note(_ lease: Lease, of mac: MACAddress?) {
    // Whoever had it before has it no longer, whoever has it now.
    guard let mac, wanted.contains(mac), lease.end.map({ $0 > now }) ?? true else {
      if !kept.isEmpty { kept[lease.address] = nil }
      return
    }
    guard kept.count < most || kept[lease.address] != nil else { return }
    count += 1
    kept[lease.address] = Entry(mac: mac, lease: lease, place: count)
  }

  /// Who has leases: of several the latest counts, and one of IPv4 before one of IPv6.
  public var tenants: [MACAddress: Tenant] {
    var latest: [MACAddress: (v4: Entry?, v6: Entry?)] = [:]
    for entry in kept.values {
      var pair = latest[entry.mac] ?? (nil, nil)
      if case .v4 = entry.lease.address {
        if pair.v4.map({ $0.place < entry.place }) ?? true { pair.v4 = entry }
      } else if pair.v6.map({ $0.place < entry.place }) ?? true {
        pair.v6 = entry
      }
      latest[entry.mac] = pair
    }
    return latest.compactMapValues { pair in
      guard let first = pair.v4 ?? pair.v6 else { return nil }
      return Tenant(
        address: first.lease.address, hostName: pair.v4?.lease.hostName ?? pair.v6?.lease.hostName)
    }
  }
}
