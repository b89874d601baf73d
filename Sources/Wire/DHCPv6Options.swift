/// What the options of a DHCPv6 client's message say about it (RFC 8415 §21.1, §21.2, §21.16; RFC 4704 §4).
struct DHCPv6Options {
  /// The options that are looked for.
  enum Code: UInt16 {
    case clientIdentifier = 1
    case relayMessage = 9
    case vendorClass = 16
    case interfaceID = 18
    case remoteID = 37
    case clientFQDN = 39
  }

  /// The longest DUID, its type included (RFC 8415 §11.1); of a longer one the rest is not looked at.
  private static let longestDUID = 130

  /// A digest of the first DUID that has an octet; zero without.
  private(set) var client: UInt64 = 0
  /// A digest of the first name in a Client FQDN option; zero without.
  private(set) var hostName: UInt64 = 0
  /// A digest of the data of the first vendor class; zero without.
  private(set) var vendorClass: UInt64 = 0

  /// Reads options until the end, or one that reaches past it.
  init(_ bytes: Span<UInt8>) {
    var at = 0
    while let option = Self.option(at: at, in: bytes) {
      let value = bytes.extracting(option.value)
      switch Code(rawValue: option.code) {
      case .clientIdentifier where client == 0 && value.count > 0:
        client = Self.digest(ofDUID: value.extracting(first: Self.longestDUID))
      case .clientFQDN where hostName == 0 && value.count > 1:
        hostName = Digest.octets(value.extracting(1...))
      case .vendorClass where vendorClass == 0 && value.count > 4:
        vendorClass = Digest.octets(value.extracting(4...))
      default: break
      }
      at = option.value.upperBound
    }
  }

  /// A DUID-LLT (RFC 8415 §11.2) holds, in its octets 4 to 7, when it was made. A client that keeps none makes a new one
  /// at every start: that is no other client, so the time is left out.
  private static func digest(ofDUID duid: Span<UInt8>) -> UInt64 {
    guard duid.count > 8, duid.uint16(at: 0) == 1 else { return Digest.octets(duid) }
    return Digest.pair(Digest.octets(duid.extracting(0..<4)), Digest.octets(duid.extracting(8...)))
  }

  /// Where the value of the first option with that code is; nil without one.
  static func value(of code: Code, in bytes: Span<UInt8>) -> Range<Int>? {
    var at = 0
    while let option = option(at: at, in: bytes) {
      if option.code == code.rawValue { return option.value }
      at = option.value.upperBound
    }
    return nil
  }

  /// Where the message in a RELAY-FORW is among its options, of which no more than `budget` are looked at; nil without one.
  static func relayMessage(in bytes: Span<UInt8>, budget: inout Int) -> Range<Int>? {
    var at = 0
    while budget > 0, let option = option(at: at, in: bytes) {
      budget -= 1
      if option.code == Code.relayMessage.rawValue { return option.value }
      at = option.value.upperBound
    }
    return nil
  }

  /// Where what a relay says of a client is in the options of its RELAY-FORW: the message, the Interface-Id, and the
  /// Remote-Id behind its enterprise number. Of several the first that has an octet counts.
  static func relayed(in bytes: Span<UInt8>)
    -> (message: Range<Int>?, circuit: Range<Int>?, remote: Range<Int>?)
  {
    var said: (message: Range<Int>?, circuit: Range<Int>?, remote: Range<Int>?)
    var at = 0
    while let option = option(at: at, in: bytes) {
      let value = option.value
      switch Code(rawValue: option.code) {
      case .relayMessage where said.message == nil: said.message = value
      case .interfaceID where said.circuit == nil && !value.isEmpty: said.circuit = value
      case .remoteID where said.remote == nil && value.count > 4:
        said.remote = value.lowerBound + 4..<value.upperBound
      default: break
      }
      at = value.upperBound
    }
    return said
  }

  /// The option at `at`; nil at the end, and when it reaches past it.
  @inline(__always)
  private static func option(at: Int, in bytes: Span<UInt8>) -> (code: UInt16, value: Range<Int>)? {
    guard bytes.count - at >= 4 else { return nil }
    let length = Int(bytes.uint16(at: at + 2))
    guard bytes.count - at - 4 >= length else { return nil }
    return (bytes.uint16(at: at), at + 4..<at + 4 + length)
  }
}
