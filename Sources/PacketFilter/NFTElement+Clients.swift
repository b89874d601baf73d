import Plans
import Wire

/// A client of DHCPv4 is two elements: what a relay sends for it, and its renewals, which its router routes without one
/// (giaddr 0). These are shared by the blocks of one client behind several relays of a router.
extension NFTElement {
  /// The element of a client's renewals; nil where the client's own is the only one.
  init?(renewalsOf block: Block) {
    guard let client = block.subject.client, let renewals = client.renewals else { return nil }
    self.init(key: Block.Key(.client(renewals), scope: block.scope))
    timeout = NFTElement(block).timeout
    comment = Block.renewalComment(of: client)
  }

  /// The blocked client whose renewals these are; nil for the element of a block.
  var renewing: RelayedClient? {
    guard let client = subject.client, let comment,
      let owner = Block.renewing(comment, behind: client.router), owner.renewals == client
    else { return nil }
    return owner
  }

  /// The elements of these blocks, in their order, each once.
  static func all(_ blocks: [Block]) -> [(key: Block.Key, element: NFTElement)] {
    var elements: [(key: Block.Key, element: NFTElement)] = []
    elements.reserveCapacity(blocks.count)
    var places: [Block.Key: Int] = [:]
    func add(_ element: NFTElement, _ key: Block.Key) {
      // Only a client's elements may be two blocks'.
      guard element.subject.client != nil else { return elements.append((key, element)) }
      if let place = places[key] {
        elements[place].element = element.joined(with: elements[place].element)
      } else {
        places[key] = elements.count
        elements.append((key, element))
      }
    }
    for block in blocks {
      add(NFTElement(block), block.key)
      if let renewals = NFTElement(renewalsOf: block) {
        add(renewals, Block.Key(renewals.subject, scope: block.scope))
      }
    }
    return elements
  }

  /// The same where another block's stands: of the renewals of several blocks the longest time holds, and the remark of one
  /// that is of renewals alone.
  func joined(with standing: NFTElement) -> NFTElement {
    guard renewing != standing.renewing else { return self }
    var element = self
    if renewing != nil, standing.renewing == nil { element.comment = standing.comment }
    let remaining = standing.timeout.map { standing.expiration ?? $0 }
    element.timeout = timeout.flatMap { timeout in remaining.map { max($0, timeout) } }
    return element
  }
}
