extension ClientEvidence {
  /// What the options of a DHCPv4 message say, up to one that is cut.
  init(options: Span<UInt8>, giaddr: IPv4Address, router: MACAddress?) {
    self.init()
    var domainName: PrintableText?
    var relayAgent: [UInt8] = []
    var at = 0
    while let option = Self.option(at: &at, in: options) {
      guard option.code != 255 else { break }
      let value = option.value
      guard !value.isEmpty else { continue }
      switch option.code {
      case 12 where hostName == nil: hostName = PrintableText(value)
      case 60 where vendorClass == nil: vendorClass = PrintableText(value)
      // Flags, two unused octets, and a name: as text, or with the E bit as labels (RFC 4702 §2).
      case 81 where domainName == nil && value.count > 3:
        domainName = value[0] & 4 == 0 ? PrintableText(value[3...]) : PrintableText(labels: value[3...])
      // The last one is that of the relay next to us.
      case 82: relayAgent = value
      default: continue
      }
    }
    hostName = hostName ?? domainName
    line = RelayedLine(option82: relayAgent.span, giaddr: giaddr, router: router)
    if let circuit = line?.circuit, !circuit.isEmpty { circuitID = PrintableText(identifier: circuit) }
    if let remote = line?.remote, !remote.isEmpty { remoteID = PrintableText(identifier: remote) }
  }

  /// The option at `at`, which moves behind it; nil at the end, and when it reaches past it. Pads and END have none
  /// but their code.
  private static func option(at: inout Int, in options: Span<UInt8>) -> (code: UInt8, value: [UInt8])? {
    guard at < options.count else { return nil }
    let code = options[at]
    at += 1
    if code == 0 || code == 255 { return (code, []) }
    guard at < options.count, options.count - at - 1 >= Int(options[at]) else { return nil }
    let value = at + 1..<at + 1 + Int(options[at])
    at = value.upperBound
    return (code, options.extracting(value).octets)
  }
}

extension PrintableText {
  /// A domain name as labels, which ends with an empty one or where it is cut (RFC 1035 §3.1).
  init(labels octets: some Collection<UInt8>) {
    var name: [UInt8] = []
    var rest = octets[...]
    while let length = rest.popFirst(), length > 0 {
      if !name.isEmpty { name.append(UInt8(ascii: ".")) }
      name += rest.prefix(Int(length))
      rest = rest.dropFirst(Int(length))
    }
    self.init(name)
  }
}
