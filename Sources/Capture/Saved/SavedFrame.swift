public import Wire

/// What a capture file says of a frame beside its octets.
public struct SavedFrame: Hashable, Sendable {
  /// What it begins with.
  public let link: LinkType
  /// When it came; of one without a time that of the frame before.
  public let at: Timestamp
  /// By which of the file's interfaces, from 0 on, those of its sections one after the other; 0 in a pcap file.
  public let interface: UInt32
  /// Its section describes several interfaces, so that it may be there once for each, and not in order of time.
  public let isOneOfSeveral: Bool
  /// More of it was on the wire than was captured (`tcpdump -s`).
  public let isCut: Bool
}
