import Wire

/// What the watchlist remembers of one source, besides its arrival times.
struct WatchedSource: Sendable {
  enum Status: UInt8, Sendable {
    case free
    case banned
    case spared
  }

  // 64 bytes. What every message touches comes last, where it shares a cache line.
  /// The end of the ban, or of the silence about a spared source.
  var until: Int64 = 0
  var ring = ArrivalRings.State()
  var status = Status.free
  private var relaysForMany = false
  /// One bit a message, the latest lowest: it was evidence of a relay.
  private var evidence: UInt32 = 0
  /// A hash of the first `chaddr` this source relayed; zero for none yet.
  private var relayed: UInt32 = 0
  /// Its rings for single kinds; zero for none.
  var chain: UInt32 = 0
  let mac: MACAddress
  private let padding: UInt64 = 0

  init(mac: MACAddress) { self.mac = mac }

  /// Half or more of the messages held, up to 32, look like a relay's.
  var isRelay: Bool {
    let held = min(UInt32(ring.count), 32)
    let recent = evidence & (held == 32 ? .max : 1 << held &- 1)
    return held > 0 && recent.nonzeroBitCount * 2 >= held
  }

  /// Takes a message as evidence for or against a relay.
  ///
  /// `giaddr` alone is none, as any client can set it. It must come with another's `chaddr`, and either from the
  /// server port with a hop counted (RFC 1542 §4.1.1), or from a source that relays for more than one client.
  @inline(__always)
  mutating func weigh(_ message: ClientMessage) {
    evidence &<<= 1
    if message.isRelayed, let chaddr = message.chaddr, chaddr.mac != mac { weigh(message, relaying: chaddr) }
  }

  private mutating func weigh(_ message: ClientMessage, relaying chaddr: ClientHardwareAddress) {
    let mixed = (chaddr.high ^ chaddr.low &* 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(
      by: 0xbf58_476d_1ce4_e5b9)
    let hash = UInt32(truncatingIfNeeded: mixed.high ^ mixed.low >> 32) | 1
    if relayed == 0 { relayed = hash }
    if relayed != hash { relaysForMany = true }
    if relaysForMany || message.sourcePort == 67 && message.hops >= 1 { evidence |= 1 }
  }

  /// Forgets what it sent.
  mutating func clear() {
    let chain = chain
    self = WatchedSource(mac: mac)
    self.chain = chain
  }
}
