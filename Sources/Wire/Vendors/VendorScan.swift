/// Finds the vendors of some addresses in the IEEE's registry: one pass for all of them, nothing else is kept.
///
/// The registry is CSV (RFC 4180): registry, the assignment in 6, 7 or 9 hexadecimal digits, organisation, its
/// address. Whatever the bytes are, it does not trap, and keeps at most one name for each assignment looked for.
public struct VendorScan: Sendable {
  /// The longest name in octets; the rest is left out.
  public static let longestName = 64

  /// What was found so far.
  public private(set) var vendors = Vendors()
  private let wanted: Set<Assignment>
  // Where in a record the next octet is.
  private var column = 0
  private var isQuoted = false
  private var previous: UInt8 = 0
  // What was read of the record.
  private var prefix: UInt64 = 0
  private var digits = 0
  private var match: Assignment?
  private var name: [UInt8] = []

  private static let quote = UInt8(ascii: "\"")
  /// What stands for an assignment that was divided further.
  private static let divided = "IEEE Registration Authority"

  /// Looks for the vendors of these addresses.
  public init(for macs: some Sequence<MACAddress>) {
    wanted = Set(macs.lazy.filter(\.isAssigned).flatMap(Assignment.all))
  }

  /// There is nothing to look for.
  public var isEmpty: Bool { wanted.isEmpty }

  /// Reads on; a file may come in any pieces.
  public mutating func read(_ bytes: Span<UInt8>) {
    for place in bytes.indices { take(bytes[place]) }
  }

  /// Ends a file.
  public mutating func endFile() {
    endRecord()
    isQuoted = false
  }

  private mutating func take(_ byte: UInt8) {
    defer { previous = byte }
    if byte == Self.quote {
      isQuoted.toggle()
      // A doubled quote stands for one.
      if isQuoted, previous == Self.quote, match != nil, column == 2 { add(byte) }
      return
    }
    if !isQuoted {
      if byte == UInt8(ascii: "\n") { return endRecord() }
      if byte == UInt8(ascii: ",") { return endField() }
    }
    if column == 1 {
      readDigit(byte)
    } else if column == 2, match != nil {
      add(byte)
    }
  }

  private mutating func readDigit(_ byte: UInt8) {
    digits += digits < 16 ? 1 : 0
    guard let value = hexDigitValue(byte) else { return digits = 16 }
    prefix = prefix << 4 | UInt64(value)
  }

  private mutating func add(_ byte: UInt8) {
    if name.count < Self.longestName { name.append(byte) }
  }

  private mutating func endField() {
    column += column < 3 ? 1 : 0
    guard column == 2 else { return }
    let assignment = Assignment(prefix: prefix, digits: digits)
    match = wanted.contains(assignment) ? assignment : nil
  }

  private mutating func endRecord() {
    if let match, column >= 2 {
      let space = UInt8(ascii: " ")
      let core = name.drop { $0 == space }.reversed().drop { $0 == space }.reversed()
      let name = String(foreign: core)
      if !name.isEmpty, name != Self.divided { vendors.note(name, of: match) }
    }
    column = 0
    prefix = 0
    digits = 0
    match = nil
    name.removeAll(keepingCapacity: true)
  }
}
