public import Wire

/// The order of octets in a capture file.
public enum ByteOrder: Sendable, CaseIterable {
  /// The least significant octet first.
  case little
  /// The most significant octet first.
  case big

  func octets(_ number: some FixedWidthInteger) -> [UInt8] {
    self == .big ? number.wire : number.wire.reversed()
  }
}

/// Writes a classic pcap file in memory (draft-ietf-opsawg-pcap).
public struct PcapWriter: Sendable {
  /// The unit of the fraction in a record's time.
  public enum Resolution: UInt32, Sendable, CaseIterable {
    /// Millionths.
    case microseconds = 0xa1b2_c3d4
    /// Billionths.
    case nanoseconds = 0xa1b2_3c4d
  }

  /// The file so far.
  public private(set) var bytes: [UInt8]
  private let order: ByteOrder
  private let resolution: Resolution

  /// An empty capture; `linkType` is the number in the header, whatever it is.
  public init(
    linkType: UInt32 = 1, order: ByteOrder = .little, resolution: Resolution = .microseconds,
    snapLength: UInt32 = 262_144
  ) {
    self.order = order
    self.resolution = resolution
    bytes = order.octets(resolution.rawValue) + order.octets(UInt16(2)) + order.octets(UInt16(4))
    bytes += order.octets(UInt64(0)) + order.octets(snapLength) + order.octets(linkType)
  }

  /// Adds a record; `originalLength` is the frame's length on the wire when less was captured.
  public mutating func append(_ frame: [UInt8], at time: Timestamp, originalLength: Int? = nil) {
    let second = (time.nanoseconds / 1_000_000_000, time.nanoseconds % 1_000_000_000)
    let fraction = resolution == .microseconds ? second.1 / 1000 : second.1
    bytes +=
      order.octets(UInt32(truncatingIfNeeded: second.0)) + order.octets(UInt32(truncatingIfNeeded: fraction))
    bytes += order.octets(UInt32(frame.count)) + order.octets(UInt32(originalLength ?? frame.count)) + frame
  }
}
