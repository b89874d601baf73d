/// A message to the DHCPv4 server port, read as far as it goes.
struct DHCPv4Message {
  /// The octets before the options, RFC 1497's magic cookie the last four.
  private static let optionsOffset = 240
  private static let cookie: UInt32 = 0x6382_5363

  /// Its fixed fields.
  let header: BOOTPHeader
  /// Its type.
  let kind: MessageKind

  /// Nil for a server's message, a BOOTREPLY. `isCut`: octets are missing behind those there.
  @inline(__always)
  init?(_ bytes: Span<UInt8>, isCut: Bool) {
    header = BOOTPHeader(bytes)
    guard header.op != BOOTPHeader.reply else { return nil }
    guard header.op == BOOTPHeader.request, bytes.count >= BOOTPHeader.length else {
      kind = .malformed
      return
    }
    kind = Self.kind(bytes, isCut: isCut)
  }

  private static func kind(_ bytes: Span<UInt8>, isCut: Bool) -> MessageKind {
    guard bytes.count >= optionsOffset else { return isCut ? .malformed : .bootp }
    guard bytes.uint32(at: 236) == cookie else { return .bootp }
    let options = DHCPv4Options(bytes.extracting(optionsOffset...))
    if let type = options.type { return MessageKind(type: type) }
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
