public import Wire

/// The comment of an element in nftables. A client's key is numbers to nft(8), so there the comment names it: `watch
/// 2026-11-23T16:07:00Z client 02:00:00:00:00:c1 via 10.9.0.1: REASON`.
extension Block {
  /// That of the block's element; nil for none.
  public var comment: String? {
    guard let client = subject.client else { return remark?.description }
    guard var remark else { return Self.naming(client) }
    remark.reason = "\(Self.naming(client)): \(remark.reason)"
    return remark.description
  }

  /// That of the second element of a client, which drops what it sends past its relay: renewals, with giaddr 0.
  public static func renewalComment(of client: RelayedClient) -> String { "renewals of \(client.name)" }

  /// The client whose renewals the element drops that has this comment; nil for another's.
  public static func renewing(_ comment: String, behind router: MACAddress) -> RelayedClient? {
    guard comment.hasPrefix("renewals of "),
      let name = RelayedClient.Name(String(comment.dropFirst("renewals of ".count)))
    else { return nil }
    return RelayedClient(name, behind: router)
  }

  /// Reads what `comment` wrote of a block of that subject.
  public static func remark(_ comment: String, of subject: Subject) -> BlockComment? {
    guard var remark = BlockComment(comment) else { return nil }
    guard let client = subject.client else { return remark }
    let name = "\(naming(client)): "
    if remark.reason.hasPrefix(name) {
      remark.reason = String(remark.reason.dropFirst(name.count))
    } else if name.hasPrefix(remark.reason) {
      // A long name left no room.
      remark.reason = ""
    }
    return remark
  }

  private static func naming(_ client: RelayedClient) -> String { "client \(client.name)" }
}
