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

  // The gate's, where there is one.
  /// First messages of unknown sources that pass in a second.
  case rate = 40
  /// Until when, in nanoseconds since boot, the allowances of first messages, of those that send again, and of all that
  /// are exempt are used up.
  case first = 48
  case returning = 56
  case exempt = 64
  /// Since when sources are noted in this generation, how many are, and which it is.
  case turned = 72
  case noted = 80
  case generation = 88

  /// How many elements map `clients` has, or more. While it is 0 nobody's client is looked up.
  case clientBlocks = 96

  // What became of frames since the program was loaded.
  /// DHCP messages to a server's port.
  case messages = 104
  /// Those that were counted towards thresholds.
  case counted = 112
  /// Frames of blocked sources.
  case dropped = 120
  /// Copies of a frame that came within 0.2 ms of it.
  case copies = 128
  /// Messages of nobody's address.
  case nobody = 136
  /// Messages with an address of this host.
  case own = 144
  /// Blocks made by the program.
  case tripped = 152
  /// Those not made, as many were within a minute.
  case braked = 160
  /// Frames with more tags or extension headers than are walked.
  case beyond = 168
  /// Reports that found no room.
  case unreported = 176
  /// Messages of unknown sources beyond what may pass.
  case limited = 184
  /// Messages beyond the rate of one that is known or exempt.
  case excess = 192

  /// Those that count what became of frames.
  public static let counters = allCases.filter { $0.rawValue >= XDPState.messages.rawValue }

  /// Octets of all of them.
  public static let length = 200
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

/// A key of map `clients`: `version << 48 | MAC` of the router, then of IPv4 `giaddr`, 0, `chaddr`, 0, of IPv6 `link-address`
/// and `peer-address` as they are on the wire. A value: an `XDPBlock`; of a client's routed renewals, whose `giaddr` is 0, the
/// `giaddr` it is blocked with and a bit above that, else 0; and why, for people.
public enum XDPClient {
  /// Octets of a key.
  public static let keyLength = 40
  /// Where the `giaddr` is.
  public static let renews = XDPBlock.length
  /// What stands above that of renewals.
  public static let renewal: UInt64 = 1 << 32
  /// Where the remark is.
  public static let remark = renews + 8
  /// Octets of all.
  public static let length = remark + BlockComment.maximumLength
}

/// A value of map `named`: what the address is, a bit each; how many messages it was found in; until when it is known, in
/// nanoseconds since boot; and until when its allowance is used up. Eight octets each.
public enum XDPNamed {
  /// Not counted.
  public static let exempt: UInt64 = 1
  /// This host's own: nobody else's, so dropped.
  public static let own: UInt64 = 2
  /// A server has served it.
  public static let known: UInt64 = 4
  static let roles: Int16 = 0
  static let messages: Int16 = 8
  static let until: Int16 = 16
  static let allowance: Int16 = 24
  /// Octets of all.
  public static let length = 32
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
