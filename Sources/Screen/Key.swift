/// A key as a terminal sends it.
public enum Key: Hashable, Sendable {
  /// A printable ASCII character.
  case character(Character)
  /// The arrow.
  case up
  /// The arrow.
  case down
  /// A page towards the top.
  case pageUp
  /// A page towards the bottom.
  case pageDown
  /// To the top.
  case home
  /// To the bottom.
  case end
  /// Return.
  case enter
  /// Escape by itself.
  case escape
}

/// Reads keys from a terminal's octets, however they are cut up on their way.
public struct KeyReader: Sendable {
  private var pending: [UInt8] = []
  // No sequence that is known is longer; something that is has to end some day.
  private static let longest = 16
  private static let escape: UInt8 = 0x1b

  /// Nothing was pressed yet.
  public init() {}

  /// The keys that are complete now. Sequences that are not known are no keys.
  public mutating func take(_ octets: some Sequence<UInt8>) -> [Key] {
    pending += octets
    var keys: [Key] = []
    while let (key, length) = next() {
      pending.removeFirst(length)
      if let key { keys.append(key) }
    }
    return keys
  }

  /// Nothing came for a while: an escape that waits for the rest of a sequence was the key itself.
  public mutating func settle() -> [Key] {
    defer { pending = [] }
    return pending == [Self.escape] ? [.escape] : []
  }

  /// The first key and how many octets it takes; nil when more must come.
  private func next() -> (Key?, Int)? {
    guard let first = pending.first else { return nil }
    guard first == Self.escape else { return (Self.plain(first), 1) }
    guard pending.count > 1 else { return nil }
    let second = pending[1]
    if second == UInt8(ascii: "O") {
      return pending.count > 2 ? (Self.cursor(pending[2], []), 3) : nil
    }
    guard second == UInt8(ascii: "[") else { return (.escape, 1) }
    // Parameters, then one octet that ends it (ECMA-48).
    guard let end = pending[2...].firstIndex(where: { (0x40...0x7e).contains($0) || $0 < 0x20 }) else {
      return pending.count > Self.longest ? (nil, pending.count) : nil
    }
    return (Self.cursor(pending[end], pending[2..<end]), end + 1)
  }

  private static func plain(_ octet: UInt8) -> Key? {
    switch octet {
    case 0x0a, 0x0d: .enter
    case 0x20...0x7e: .character(Character(UnicodeScalar(octet)))
    default: nil
    }
  }

  private static func cursor(_ final: UInt8, _ parameters: ArraySlice<UInt8>) -> Key? {
    switch (UnicodeScalar(final), String(decoding: parameters, as: UTF8.self)) {
    case ("A", _): .up
    case ("B", _): .down
    case ("H", _), ("~", "1"), ("~", "7"): .home
    case ("F", _), ("~", "4"), ("~", "8"): .end
    case ("~", "5"): .pageUp
    case ("~", "6"): .pageDown
    case ("M", _): .enter
    default: nil
    }
  }
}
