extension ClientEvidence {
  /// What a DHCPv6 message says, a relayed one of its innermost client and of the relay next to that.
  init(message6 message: Span<UInt8>, router: MACAddress?) {
    self.init()
    guard message.count >= 1 else { return }
    let layers = DHCPv6Message.opened(message)
    if let envelope = layers.envelope {
      readEnvelope(message.extracting(envelope))
      line = RelayedLine(relayForward: message, router: router)
    }
    let innermost = message.extracting(layers.innermost)
    guard innermost.count >= DHCPv6Message.length, innermost[0] != DHCPv6Message.relayForward else { return }
    let options = innermost.extracting(DHCPv6Message.length...)
    client = Self.value(of: .clientIdentifier, in: options).map { PrintableText(hexadecimal: $0) }
    // Flags and labels (RFC 4704 §4).
    hostName = Self.value(of: .clientFQDN, in: options, behind: 1).map { PrintableText(labels: $0) }
    // An enterprise number, and runs of octets with their length (RFC 8415 §21.16): the first run.
    vendorClass = Self.value(of: .vendorClass, in: options, behind: 4).map { value in
      let isWhole = value.count > 2 && value.count - 2 >= Int(value[0]) << 8 | Int(value[1])
      let run = value.dropFirst(2).prefix(isWhole ? Int(value[0]) << 8 | Int(value[1]) : value.count)
      return PrintableText(run)
    }
  }

  private mutating func readEnvelope(_ envelope: Span<UInt8>) {
    let link = IPv6Address(high: envelope.uint64(at: 2), low: envelope.uint64(at: 10))
    let peer = IPv6Address(high: envelope.uint64(at: 18), low: envelope.uint64(at: 26))
    relay = .v6(link)
    self.peer = .v6(peer)
    let options = envelope.extracting(DHCPv6Message.relayLength...)
    circuitID = Self.value(of: .interfaceID, in: options).map { PrintableText(identifier: $0) }
    remoteID = Self.value(of: .remoteID, in: options, behind: 4).map { PrintableText(identifier: $0) }
  }

  /// The value of an option behind its first octets; nil when there is nothing.
  private static func value(
    of code: DHCPv6Options.Code, in options: Span<UInt8>, behind first: Int = 0
  ) -> [UInt8]? {
    guard let range = DHCPv6Options.value(of: code, in: options), range.count > first else { return nil }
    return options.extracting(range.lowerBound + first..<range.upperBound).octets
  }
}
