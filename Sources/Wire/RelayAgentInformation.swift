/// What the value of option 82 says (RFC 3046): sub-options in the form of options, without pads and END.
struct RelayAgentInformation {
  /// Where the first sub-options 1 and 2 that have an octet are.
  private(set) var circuit: Range<Int>?
  private(set) var remote: Range<Int>?
  private let digests: (circuit: UInt64, remote: UInt64)

  /// Reads sub-options up to the end, or one that reaches past it.
  init(_ bytes: Span<UInt8>) {
    var (circuit, remote) = (Range<Int>?.none, Range<Int>?.none)
    var at = 0
    while bytes.count - at >= 2, bytes.count - at - 2 >= Int(bytes[at + 1]) {
      let value = at + 2..<at + 2 + Int(bytes[at + 1])
      if bytes[at] == 1, circuit == nil, !value.isEmpty { circuit = value }
      if bytes[at] == 2, remote == nil, !value.isEmpty { remote = value }
      at = value.upperBound
    }
    (self.circuit, self.remote) = (circuit, remote)
    digests = (
      circuit.map { Digest.octets(bytes.extracting($0)) } ?? 0,
      remote.map { Digest.octets(bytes.extracting($0)) } ?? 0
    )
  }

  /// A digest of the line; zero when none is named.
  func line(_ giaddr: IPv4Address) -> UInt64 {
    RelayedLine.digest(
      circuit: digests.circuit, remote: digests.remote, relay: remote == nil ? UInt64(giaddr.bits) : 0)
  }
}
