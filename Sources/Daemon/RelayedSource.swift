public import Flood
public import Wire

/// A client behind a relay or a router, as a replay found it.
public struct RelayedSource: Sendable {
  /// What it sent.
  public let counts: RelayedTally.Client
  /// The Ethernet source that its messages came with.
  public let router: MACAddress
  /// What one of its messages says, where that is needed to name it; nil otherwise.
  let said: ClientEvidence?
  /// The line that it is on; nil when nobody names it.
  public let line: RelayedLine?
  /// What was found of it; nil for a clean one.
  public let finding: Finding?
  /// How often it would have been blocked.
  public let blocks: Int

  var gravity: Int { finding?.verdict.gravity ?? 0 }

  /// `chaddr`, a MAC or octets in hexadecimal; in v6 `peer-address`.
  public var client: String {
    counts.chaddr.map { $0.text?.description ?? "no hardware address" } ?? said?.peer.map { "\($0)" }
      ?? "unknown"
  }
  /// `giaddr`; nil in v6, and when only routed renewals were heard.
  public var giaddr: IPv4Address? { counts.isVersion6 || counts.giaddr.bits == 0 ? nil : counts.giaddr }
  /// `link-address`; nil in v4.
  public var link: IPAddress? { counts.isVersion6 ? said?.relay : nil }
  /// The DUID in hexadecimal; nil in v4, and without.
  public var duid: PrintableText? { counts.isVersion6 ? said?.client : nil }

  /// `02:00:00:00:00:07 via 10.9.0.1`; of one whose relay nothing names, `02:00:00:00:00:07 behind 02:00:00:00:00:aa`.
  public var words: String { "\(client) \(place)" }

  /// Where it is: `via 10.9.0.1`.
  public var place: String {
    (giaddr.map { "\($0)" } ?? link.map { "\($0)" }).map { "via \($0)" } ?? "behind \(router)"
  }
}
