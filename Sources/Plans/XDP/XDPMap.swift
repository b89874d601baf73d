/// A map of the program at the XDP hook, shared by it and whoever holds its descriptor, bpf(2). Numbers in keys and values
/// are in the machine's byte order.
public enum XDPMap: String, CaseIterable, Sendable {
  /// One value of fields, `XDPState`, which is also mapped into memory.
  case state
  /// Who is dropped: `scope << 48 | MAC` to `XDPBlock`.
  case blocks
  /// Why, for people: the same key to 128 octets of a `BlockComment`. The program does not know it.
  case remarks = "why"
  /// Which clients behind relays and routers are dropped: `XDPClient`.
  case clients = "client"
  /// Whose messages are not counted, who is known, and whose are dropped as this host's own: MAC to `XDPNamed`.
  case named
  /// Whose messages are counted: `version << 48 | MAC` to `XDPSource`; whoever was heard least recently makes room.
  case sources = "source"
  /// Who was heard, where unknown sources are limited: a number to two words of a filter, for two generations.
  case heard
  /// What the program tells: the frame that a threshold tripped at, behind `XDPReport`'s fields.
  case reports = "report"

  /// What sort of map (`enum bpf_map_type`).
  public enum Kind: UInt32, Sendable {
    case hash = 1
    case array = 2
    case leastRecentlyUsed = 9
    case ring = 27
  }

  /// What sort of map.
  public var kind: Kind {
    switch self {
    case .state, .heard: .array
    case .blocks, .remarks, .clients, .named: .hash
    case .sources: .leastRecentlyUsed
    case .reports: .ring
    }
  }

  /// Its name in the kernel, of at most fifteen letters.
  public var name: String { "dhcpward_\(rawValue)" }

  /// Octets of a key.
  public var keyLength: Int {
    switch self {
    case .state, .heard: 4
    case .blocks, .remarks, .named, .sources: 8
    case .clients: XDPClient.keyLength
    case .reports: 0
    }
  }

  /// Octets of a value, where rings hold so many arrivals.
  public func valueLength(rings: Int) -> Int {
    switch self {
    case .state: XDPState.length + XDPSource.length(rings: rings)
    case .blocks: XDPBlock.length
    case .remarks: BlockComment.maximumLength
    case .clients: XDPClient.length
    case .named: XDPNamed.length
    case .sources: XDPSource.length(rings: rings)
    case .heard: 16
    case .reports: 0
    }
  }

  /// The most elements; of the ring, its octets.
  public func capacity(in program: XDPProgram) -> Int {
    switch self {
    case .state: 1
    case .blocks, .remarks: 131_072
    case .clients: 16_384
    case .named: program.unknownRate == nil ? 16_384 : 131_072
    case .sources: program.sources
    case .heard: 1 << Self.heardBits
    case .reports: 65_536
    }
  }

  /// BPF_F_MMAPABLE where it is read in memory, BPF_F_NO_PREALLOC where it takes memory only as it is used.
  public var flags: UInt32 {
    switch self {
    case .state: 1 << 10
    case .blocks, .remarks, .clients, .named: 1 << 0
    case .sources, .heard, .reports: 0
    }
  }

  /// Two to that power are the words of a generation of `heard`.
  static let heardBits = 21
}
