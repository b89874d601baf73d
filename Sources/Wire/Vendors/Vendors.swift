/// Who some addresses were assigned to, as the IEEE's registry says.
public struct Vendors: Hashable, Sendable {
  private var names: [Assignment: String] = [:]

  /// Nobody's name is known.
  public init() {}

  /// The organisation that the address was assigned to; nil when it is not known, and for addresses that nobody
  /// assigns: locally administered ones, groups, zero.
  public subscript(mac: MACAddress) -> String? {
    mac.isAssigned ? Assignment.all(of: mac).lazy.compactMap { names[$0] }.first : nil
  }

  /// What a person is told of the address: its vendor, or that there is none; nil when nothing is known.
  public func words(for mac: MACAddress) -> String? {
    LocalMaker.words(for: mac) ?? self[mac]
  }

  /// What is said of a locally administered address.
  public static let local = "randomised or local address"

  mutating func note(_ name: String, of assignment: Assignment) { names[assignment] = name }
}

extension MACAddress {
  /// Only an assigned address has a vendor.
  var isAssigned: Bool { !isLocal && !isGroup && self != .zero }
}

/// The first 24, 28 or 36 bits of addresses, as the IEEE assigns them (MA-L, MA-M, MA-S).
struct Assignment: Hashable, Sendable {
  static let hexDigits = [9, 7, 6]

  private let digits: UInt8
  private let prefix: UInt64

  init(prefix: UInt64, digits: Int) {
    self.digits = UInt8(truncatingIfNeeded: digits)
    self.prefix = prefix
  }

  /// Those that an address may belong to, the narrowest first.
  static func all(of mac: MACAddress) -> [Assignment] {
    hexDigits.map { Assignment(prefix: mac.bits >> UInt64(48 - 4 * $0), digits: $0) }
  }
}
