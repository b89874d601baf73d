/// Where the fields of map `state` are, of eight octets each: `XDPSource`'s zeros, from which new elements are made, follow.
public enum XDPState: Int32, CaseIterable, Sendable {
  /// How many blocks there may be of every frame, or of 802.3 frames. While it is 0 frames that are not DHCP are not looked up.
  case wide = 0
  /// What tells one policy from another.
  case policy = 8
  /// The time, where it is given and not asked for: in tests.
  case now = 16
  /// Since when blocks are counted, in microseconds since boot, and how many the program has made since.
  case minute = 24
  case made = 32

  // What became of frames since the program was loaded.
  /// DHCP messages to a server's port.
  case messages = 40
  /// Those that were counted towards thresholds.
  case counted = 48
  /// Frames of blocked sources.
  case dropped = 56
  /// Copies of a frame that came within 0.2 ms of it.
  case copies = 64
  /// Messages of nobody's address.
  case nobody = 72
  /// Messages with an address of this host.
  case own = 80
  /// Blocks made by the program.
  case tripped = 88
  /// Those not made, as many were within a minute.
  case braked = 96
  /// Frames with more tags or extension headers than are walked.
  case beyond = 104
  /// Reports that found no room.
  case unreported = 112

  /// Those that count what became of frames.
  public static let counters = allCases.filter { $0.rawValue >= XDPState.messages.rawValue }

  /// Octets of all of them.
  public static let length = 120
}

/// A value of map `blocks`: until when, in nanoseconds since boot, all ones for ever; frames and octets dropped; when the
/// latest was. Eight octets each.
public enum XDPBlock {
  static let until: Int16 = 0
  static let packets: Int16 = 8
  static let octets: Int16 = 16
  static let last: Int16 = 24
  /// Octets of all.
  public static let length = 32
}

/// A value of map `named`: what the address is, and how many messages it was found in. Eight octets each.
public enum XDPNamed {
  /// Not counted.
  public static let exempt: UInt64 = 1
  /// This host's own: nobody else's, so dropped.
  public static let own: UInt64 = 2
  static let role: Int16 = 0
  static let messages: Int16 = 8
  /// Octets of both.
  public static let length = 16
}

/// A value of map `sources`: arrivals so far (4 octets), digest of the latest message (4), when that was in microseconds
/// since boot (8), digest of the one before (4), then a ring of the low 32 bits of arrival times in microseconds.
public enum XDPSource {
  static let count: Int16 = 0
  static let print: Int16 = 4
  static let last: Int16 = 8
  static let former: Int16 = 16
  static let ring: Int16 = 20
  /// Octets of all, with a ring of so many.
  public static func length(rings: Int) -> Int { (Int(ring) + 4 * rings + 7) / 8 * 8 }
}

/// A record of ring `reports`: when, in nanoseconds since boot, the frame's length, which of the limits tripped, from 0 on,
/// eight octets each; and as much of the frame as there is room for.
public enum XDPReport {
  /// When.
  public static let moment = 0
  /// The frame's length.
  public static let frameLength = 8
  /// Which of the limits.
  public static let limit = 16
  /// The frame.
  public static let frame = 24
  /// The most octets of the frame.
  public static let room = 616
  /// Octets of a record.
  public static let length = frame + room
}
