public import Wire

/// Writes a pcapng file of one or more sections in memory (draft-ietf-opsawg-pcapng).
public struct PcapngWriter: Sendable {
  /// The unit of an interface's times.
  public enum Resolution: Sendable {
    /// No `if_tsresol` option: microseconds.
    case unsaid
    /// Ten to the power of minus this.
    case decimal(UInt8)
    /// Two to the power of minus this.
    case binary(UInt8)

    var option: UInt8? {
      switch self {
      case .unsaid: nil
      case .decimal(let power): power
      case .binary(let power): power | 0x80
      }
    }

    func units(_ time: Timestamp) -> UInt64 {
      let nanoseconds = time.nanoseconds
      switch self {
      case .unsaid: return UInt64(nanoseconds / 1000)
      case .decimal(let power):
        if power <= 9 { return UInt64(nanoseconds) / (power..<9).reduce(1) { unit, _ in unit * 10 } }
        return (9..<power).reduce(UInt64(nanoseconds)) { units, _ in units &* 10 }
      case .binary(let power):
        let (second, rest) = UInt64(nanoseconds).quotientAndRemainder(dividingBy: 1_000_000_000)
        let fraction = UInt64(1_000_000_000).dividingFullWidth((rest >> (64 - UInt64(power)), rest << power))
        return second << power | fraction.quotient
      }
    }
  }

  /// The file so far.
  public private(set) var bytes: [UInt8] = []
  private let order: ByteOrder
  private var resolutions: [Resolution] = []

  /// An empty section.
  public init(order: ByteOrder = .little) {
    self.order = order
    beginSection()
  }

  /// Begins a new section, whose interfaces count from 0 again.
  public mutating func beginSection() {
    resolutions = []
    appendBlock(
      0x0a0d_0d0a,
      order.octets(UInt32(0x1a2b_3c4d)) + order.octets(UInt16(1)) + order.octets(UInt16(0))
        + order.octets(UInt64.max))
  }

  /// Adds an interface and gives its number.
  @discardableResult
  public mutating func addInterface(linkType: UInt16 = 1, resolution: Resolution = .unsaid) -> Int {
    var body = order.octets(linkType) + order.octets(UInt16(0)) + order.octets(UInt32(0))
    if let value = resolution.option {
      body += order.octets(UInt16(9)) + order.octets(UInt16(1)) + [value, 0, 0, 0]
      body += order.octets(UInt32(0))
    }
    appendBlock(1, body)
    resolutions.append(resolution)
    return resolutions.count - 1
  }

  /// Adds an enhanced packet block.
  public mutating func append(
    _ frame: [UInt8], at time: Timestamp, interface: Int = 0, originalLength: Int? = nil
  ) {
    let units = resolutions[interface].units(time)
    var body = order.octets(UInt32(interface)) + order.octets(UInt32(units >> 32))
    body += order.octets(UInt32(truncatingIfNeeded: units)) + order.octets(UInt32(frame.count))
    body += order.octets(UInt32(originalLength ?? frame.count)) + frame
    appendBlock(6, body)
  }

  /// Adds any block, filled to a multiple of four octets.
  public mutating func appendBlock(_ type: UInt32, _ body: [UInt8]) {
    let filled = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
    let length = order.octets(UInt32(12 + filled.count))
    bytes += order.octets(type) + length + filled + length
  }
}
