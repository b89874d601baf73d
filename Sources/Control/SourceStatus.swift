import Flood
import Plans
import Wire

/// `dhcpward.standing/1`: how a source stands with the running daemon.
public struct SourceStatus: Codable, Sendable {
  /// How far one threshold is filled.
  public struct Fill: Codable, Sendable {
    /// As `--threshold` takes it.
    public let threshold: String
    /// `warn` or `block`.
    public let level: String
    /// For a person.
    public let words: String
    /// Messages now.
    public let count: Int
    /// Messages that trip it.
    public let limit: Int
  }

  /// One IP version of it.
  public struct Part: Codable, Sendable {
    /// 4 or 6.
    public let version: Int
    /// How many.
    public let messages: Int
    /// How many of each type.
    public let kinds: [String: Int]
    /// For how many clients it speaks, if for several.
    public let clients: Int?
    /// Its VLAN.
    public let vlan: Int?
    /// RFC 3339.
    public let first: String
    /// RFC 3339.
    public let last: String
    /// It is taken for a relay.
    public let looksLikeRelay: Bool
    /// How far each is filled.
    public let thresholds: [Fill]
  }

  /// A client behind a router that is blocked: one with this address, or one behind it.
  public struct Client: Codable, Sendable {
    /// Who: `02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa`.
    public let subject: String
    /// The end of its block, RFC 3339; null for none.
    public let blockedUntil: String?
    /// Why, and who asked: `watch` or `hand`.
    public let reason: String?
    /// See `reason`.
    public let origin: String?
    /// How often it was blocked of late.
    public let strikes: Int
  }

  /// `dhcpward.standing/1`.
  public let schema: String
  /// Where.
  public let interface: String
  /// Who.
  public let mac: String
  /// Its address by the leases of this host's DHCP servers; nil when they have none, and in what a daemon says.
  public var address: String?
  /// What it calls itself there.
  public var hostName: String?
  /// The end of its block; null when the daemon does not block it.
  public let blockedUntil: String?
  /// When its block began; null when it is not blocked. A person's block is told as well as the daemon's.
  public let blockedSince: String?
  /// Why it is blocked, and who asked: `watch` or `hand`.
  public let reason: String?
  /// See `reason`.
  public let origin: String?
  /// Why it is never blocked; null when it may be.
  public let exemption: String?
  /// `brake` when it floods and is not blocked, as no more may be; null otherwise.
  public let spared: String?
  /// How often it was blocked of late.
  public let strikes: Int
  /// The ports behind which two machines share the address; null when none are known to.
  public let sharedBehind: [String]?
  /// The blocked clients that have this address, or are behind it; left out where there are none.
  public let clients: [Client]?
  /// Empty when the daemon knows nothing of it.
  public let versions: [Part]

  /// A status from what the daemon remembers.
  init(
    _ account: Account?, _ block: StandingBlock?, of mac: MACAddress, on interface: InterfaceName,
    shared ports: [InterfaceName]?, clients: [StandingBlock], now: Timestamp
  ) {
    schema = "dhcpward.standing/1"
    self.interface = interface.description
    self.mac = mac.description
    let end = block?.remaining.map { now + $0 } ?? account?.bannedUntil
    blockedUntil = end.map { "\($0.truncated(to: .seconds(1)))" }
    blockedSince = block?.block.remark.map { "\($0.since.truncated(to: .seconds(1)))" }
    reason = block?.block.remark?.reason
    origin = block?.block.remark?.origin.rawValue
    exemption = account?.exemption?.text
    spared = account?.isBraked == true ? Spared.brake.text : nil
    strikes = account?.strikes ?? 0
    sharedBehind = ports?.map(\.description)
    self.clients = clients.isEmpty ? nil : clients.map { Client($0, now: now) }
    versions = account?.parts.map(Part.init) ?? []
  }
}

extension SourceStatus {
  /// The most blocked clients that are told of one address.
  static let mostClients = 100
}

extension SourceStatus.Client {
  init(_ standing: StandingBlock, now: Timestamp) {
    subject = "\(standing.block.subject)"
    blockedUntil = standing.remaining.map { "\((now + $0).truncated(to: .seconds(1)))" }
    (reason, origin) = (standing.block.remark?.reason, standing.block.remark?.origin.rawValue)
    strikes = standing.block.remark?.strikes ?? 0
  }
}

extension SourceStatus.Part {
  init(_ part: Account.Part) {
    version = part.isVersion6 ? 6 : 4
    messages = part.evidence.messages
    kinds = Dictionary(uniqueKeysWithValues: part.evidence.kinds.map { ($0.key.name, $0.value) })
    clients = part.evidence.clients
    vlan = part.evidence.vlan.map { Int($0.number) }
    first = "\(part.evidence.first.truncated(to: .seconds(1)))"
    last = "\(part.evidence.last.truncated(to: .seconds(1)))"
    looksLikeRelay = part.looksLikeRelay
    thresholds = part.fills.map {
      SourceStatus.Fill(
        threshold: "\($0.threshold)", level: "\($0.threshold.level)", words: $0.threshold.words,
        count: $0.count, limit: $0.threshold.count)
    }
  }
}
