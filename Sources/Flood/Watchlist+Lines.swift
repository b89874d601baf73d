import Wire

/// Lines that relays and switches name: who speaks for many clients behind a relay is found by its line, as the clients are
/// its own to make up and the line is not. No rule can be made for one, so it is told of and no more.
extension Watchlist {
  /// What a line is known by: what is behind another router is another line, whatever it is called.
  private func key(_ digest: UInt64, behind router: MACAddress?) -> UInt64 {
    router.map { index.key($0.bits, digest) } ?? digest
  }

  mutating func noteLine(
    _ message: ClientMessage, isPassedOn: Bool, at now: Int64, _ moment: Timestamp
  ) -> Finding? {
    guard message.isSeeking, let limit = policy.starvation else { return nil }
    let router = isPassedOn ? message.source : nil
    let line = key(message.line, behind: router)
    let relay = router.map { index.key($0.bits, UInt64(message.giaddr.bits)) | 1 } ?? 0
    let client = UInt32(truncatingIfNeeded: message.client ^ message.client >> 32)
    guard lines.note(line, client: client, relay: relay, at: now), !lines.isSilent(line, at: now) else {
      return nil
    }
    return judge(line, limit, message, behind: router, at: now, moment)
  }

  private mutating func judge(
    _ line: UInt64, _ limit: Policy.Starvation, _ message: ClientMessage, behind router: MACAddress?,
    at now: Int64, _ moment: Timestamp
  ) -> Finding? {
    lines.silence(line, until: now &+ silence)
    return Finding(
      mac: message.source, subject: .line(RelayedLine(circuit: [], router: router)), at: moment,
      verdict: .spared(.unblockable), cause: .starvation(limit),
      evidence: Evidence(
        counts: KindCounts(), isVersion6: message.kind.isVersion6, clients: limit.clients, first: moment,
        last: moment, vlan: message.vlans[0], hopLimit: message.hopLimit))
  }

  /// What a message's client is called: in v6 the name is in the frame, see `Finding.named`.
  func subject(of place: Int, _ message: ClientMessage) -> Subject {
    guard !sources[place].isAddress else { return .address(sources[place].mac) }
    guard !message.kind.isVersion6 else {
      let unknown = IPv6Address(high: 0, low: 0)
      return .client(RelayedClient(.v6(link: unknown, peer: unknown), behind: message.source))
    }
    let giaddr = message.giaddr.bits == 0 ? sources[place].giaddr : message.giaddr
    let chaddr = MACAddress(bits: (message.chaddr?.high ?? 0) >> 16)
    return .client(RelayedClient(.v4(giaddr: giaddr, chaddr: chaddr), behind: message.source))
  }
}

extension RelayedClient {
  var isVersion4: Bool { if case .v4 = name { true } else { false } }
}
