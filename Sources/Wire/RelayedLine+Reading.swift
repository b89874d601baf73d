extension RelayedLine {
  /// Sixty-four bits that tell lines apart, from digests of the parts; zero when none is named. `relay` is zero where
  /// a remote-id tells lines apart.
  @inline(__always)
  static func digest(circuit: UInt64, remote: UInt64, relay: UInt64) -> UInt64 {
    guard circuit | remote != 0 else { return 0 }
    return Digest.pair(Digest.pair(circuit, remote), relay)
  }

  /// The digest that messages of this line have: what `line` of each of them is.
  package var digest: UInt64 {
    let relay: UInt64 =
      switch self.relay {
      case .v4(let address): UInt64(address.bits)
      case .v6(let address): Digest.pair(address.high, address.low)
      case nil: 0
      }
    return Self.digest(
      circuit: circuit.isEmpty ? 0 : Digest.octets(circuit.span),
      remote: remote.isEmpty ? 0 : Digest.octets(remote.span), relay: relay)
  }

  /// The same of the line that a RELAY-FORW names: see `envelope(in:)`.
  static func digest(in message: Span<UInt8>) -> UInt64 {
    guard let envelope = envelope(in: message) else { return 0 }
    let octets = message.extracting(envelope.envelope)
    let circuit = envelope.circuit.map { Digest.octets(message.extracting($0)) } ?? 0
    let remote = envelope.remote.map { Digest.octets(message.extracting($0)) } ?? 0
    let link = Digest.pair(octets.uint64(at: 2), octets.uint64(at: 10))
    return digest(circuit: circuit, remote: remote, relay: remote == 0 ? link : 0)
  }

  /// The line that a RELAY-FORW names; nil for none.
  init?(relayForward message: Span<UInt8>, router: MACAddress?) {
    guard let envelope = Self.envelope(in: message) else { return nil }
    let octets = message.extracting(envelope.envelope)
    let link = IPv6Address(high: octets.uint64(at: 2), low: octets.uint64(at: 10))
    self.init(
      circuit: envelope.circuit.map { message.extracting($0).octets } ?? [],
      remote: envelope.remote.map { message.extracting($0).octets } ?? [],
      relay: envelope.remote == nil ? .v6(link) : nil, router: router)
  }

  /// The line that the value of an option 82 names; nil for none.
  init?(option82 value: Span<UInt8>, giaddr: IPv4Address, router: MACAddress?) {
    let said = RelayAgentInformation(value)
    guard said.circuit != nil || said.remote != nil else { return nil }
    self.init(
      circuit: said.circuit.map { value.extracting($0).octets } ?? [],
      remote: said.remote.map { value.extracting($0).octets } ?? [],
      relay: said.remote == nil && giaddr.bits != 0 ? .v4(giaddr) : nil, router: router)
  }

  /// The outermost envelope with an Interface-Id or a Remote-Id. A client can send an envelope of its own, which relays pass
  /// on in theirs; what is outside of those it cannot choose.
  private static func envelope(in message: Span<UInt8>)
    -> (envelope: Range<Int>, circuit: Range<Int>?, remote: Range<Int>?)?
  {
    var envelope = 0..<message.count
    for _ in 0..<RelayedClient.mostRelays {
      guard envelope.count >= DHCPv6Message.relayLength,
        message[envelope.lowerBound] == DHCPv6Message.relayForward
      else { return nil }
      let start = envelope.lowerBound + DHCPv6Message.relayLength
      let said = DHCPv6Options.relayed(in: message.extracting(start..<envelope.upperBound))
      if said.circuit != nil || said.remote != nil {
        return (envelope, said.circuit?.moved(by: start), said.remote?.moved(by: start))
      }
      guard let inner = said.message else { return nil }
      envelope = inner.moved(by: start)
    }
    return nil
  }
}

extension Range<Int> {
  /// The same further on.
  fileprivate func moved(by distance: Int) -> Self { lowerBound + distance..<upperBound + distance }
}
