/// A message to the DHCPv4 server port, read as far as it goes.
struct DHCPv4Message {
  /// The octets before the options, RFC 1497's magic cookie the last four.
  static let optionsOffset = 240
  private static let cookie: UInt32 = 0x6382_5363

  /// Its fixed fields.
  let header: BOOTPHeader
  /// Its type.
  private(set) var kind: MessageKind
  /// The address that a DECLINE is about, option 50 (RFC 2132 §9.1); nil in another message, and without.
  private(set) var declined: IPv4Address?
  /// A digest of host name and vendor class in `options`; zero without both.
  private(set) var signature: UInt32 = 0
  /// A digest of the line in the last option 82, and one of the client identifier of a relayed message whose `hlen` is
  /// not 6; zero without.
  private(set) var line: UInt64 = 0
  private(set) var identifier: UInt64 = 0

  /// Nil for a server's message, a BOOTREPLY. `isCut`: octets are missing behind those there.
  @inline(__always)
  init?(_ bytes: Span<UInt8>, isCut: Bool) {
    header = BOOTPHeader(bytes)
    kind = .malformed
    guard header.op != BOOTPHeader.reply else { return nil }
    guard header.op == BOOTPHeader.request, bytes.count >= BOOTPHeader.length else { return }
    guard Self.hasOptions(bytes) else {
      kind = bytes.count < Self.optionsOffset && isCut ? .malformed : .bootp
      return
    }
    let options = DHCPv4Options(bytes.extracting(Self.optionsOffset...))
    signature = Digest.signature(hostName: options.hostName, vendorClass: options.vendorClass)
    kind = options.type.map(MessageKind.init(type:)) ?? Self.kind(bytes, behind: options, isCut: isCut)
    if kind == .decline {
      declined = DHCPv4Options.requestedAddress(in: bytes.extracting(Self.optionsOffset...))
    }
    if let value = options.relayAgent {
      line = RelayAgentInformation(bytes.extracting(Self.optionsOffset...).extracting(value)).line(
        header.giaddr)
    }
    if header.giaddr.bits != 0, header.chaddr?.length != 6 {
      identifier = DHCPv4Options.clientIdentifier(in: bytes.extracting(Self.optionsOffset...))
    }
  }

  /// The magic cookie is there.
  @inline(__always)
  static func hasOptions(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= optionsOffset && bytes.uint32(at: optionsOffset - 4) == cookie
  }

  /// The kind of a message whose `options` do not name it.
  private static func kind(
    _ bytes: Span<UInt8>, behind options: DHCPv4Options, isCut: Bool
  ) -> MessageKind {
    var isUnknown = options.isCut || (isCut && !options.isEnded)
    // RFC 2131 §4.1: `file` is read before `sname`.
    if options.overload == 1 || options.overload == 3 {
      let file = DHCPv4Options(bytes.extracting(108..<236))
      if let type = file.type { return MessageKind(type: type) }
      isUnknown = isUnknown || file.isCut
    }
    if options.overload == 2 || options.overload == 3 {
      let sname = DHCPv4Options(bytes.extracting(44..<108))
      if let type = sname.type { return MessageKind(type: type) }
      isUnknown = isUnknown || sname.isCut
    }
    return isUnknown ? .malformed : .bootp
  }
}
