import Netlink
import Plans
import Wire

extension NFTables {
  /// What becomes of the renewals of clients whose blocks go: they pass, unless the client is still blocked behind another
  /// relay of its router, or by its renewals alone.
  func settleRenewals(without going: Set<Block.Key>) throws(NetlinkError) -> [NetlinkMessage] {
    let set = BlockSet(clients: .v4)
    let (gone, kept) = Self.renewals(in: try list(set), without: going)
    return Self.deletions(set: set.setName, gone.sorted().map { NFTElement(key: $0) }, home: home)
      + Self.replacements(set, kept, home)
  }

  /// The elements of renewals that go with these blocks, and those that stay for another one and are to name it.
  static func renewals(in standing: [Block.Key: NFTElement], without going: Set<Block.Key>) -> (
    gone: [Block.Key], kept: [NFTElement]
  ) {
    func renewals(_ key: Block.Key) -> Block.Key? {
      key.subject.client?.renewals.map { Block.Key(.client($0), scope: key.scope) }
    }
    var concerned: [Block.Key: NFTElement?] = [:]
    for key in going {
      concerned[renewals(key) ?? key] = .some(nil)
    }
    for (key, element) in standing where !going.contains(key) {
      guard let renewals = renewals(key), let other = concerned[renewals] else { continue }
      if other.map({ $0.lasts(longerThan: element) }) != true { concerned[renewals] = element }
    }
    var (gone, kept): ([Block.Key], [NFTElement]) = ([], [])
    for (key, heir) in concerned {
      let element = standing[key]
      // A block of the renewals alone that stays needs no heir.
      if let element, element.renewing == nil, !going.contains(key) { continue }
      guard let heir, let client = heir.subject.client else {
        if element != nil, !going.contains(key) { gone.append(key) }
        continue
      }
      var renewed = NFTElement(key: key)
      renewed.timeout = heir.timeout.map { heir.expiration ?? $0 }
      renewed.comment = Block.renewalComment(of: client)
      (renewed.packets, renewed.bytes) = (element?.packets ?? 0, element?.bytes ?? 0)
      kept.append(renewed)
    }
    return (gone, kept)
  }
}

extension NFTElement {
  fileprivate func lasts(longerThan other: NFTElement) -> Bool {
    guard let timeout else { return true }
    guard let theirs = other.timeout else { return false }
    return (expiration ?? timeout) >= (other.expiration ?? theirs)
  }
}
