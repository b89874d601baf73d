/// What the kernel lists of a rule, beside what was sent.
extension [NFTExpression] {
  // NFTA_LOOKUP_SET_ID and NFTA_DYNSET_SET_ID are of one transaction, a counter counts, and `limit` may be left open.
  private static let transient: [String: Set<UInt16>] = ["lookup": [4], "dynset": [2], "counter": [1, 2]]

  /// Whether a rule's NFTA_RULE_EXPRESSIONS are these and no others, at whatever rate: an administrator's rule that uses a
  /// set of ours is not one of ours.
  func isListed(as listed: NetlinkAttributes) -> Bool {
    var sent = NetlinkMessage(type: 0, header: [])
    for expression in self { expression.append(to: &sent) }
    let mine = [NetlinkAttribute](NetlinkAttributes(sent.payload[...]))
    let theirs = [NetlinkAttribute](listed)
    guard mine.count == theirs.count else { return false }
    return zip(mine, theirs).allSatisfy { mine, theirs in
      guard let name = mine.nested[1]?.text, theirs.nested[1]?.text == name else { return false }
      guard name != "limit" else { return true }
      guard let mine = mine.nested[2]?.nested else { return theirs.nested[2] == nil }
      guard let theirs = theirs.nested[2]?.nested else { return false }
      return Self.isSame(mine, theirs, but: Self.transient[name] ?? [])
    }
  }

  /// The kernel adds what was left out, such as flags that are not set: zeros.
  private static func isSame(
    _ mine: NetlinkAttributes, _ theirs: NetlinkAttributes, but left: Set<UInt16>
  ) -> Bool {
    for attribute in mine where !left.contains(attribute.type) {
      guard let other = theirs[attribute.type] else { return false }
      guard
        attribute.bytes.elementsEqual(other.bytes)
          || isNested(attribute)
            && isSame(attribute.nested, other.nested, but: [])
      else { return false }
    }
    return theirs.allSatisfy { other in
      left.contains(other.type) || mine[other.type] != nil || other.bytes.allSatisfy { $0 == 0 }
    }
  }

  private static func isNested(_ attribute: NetlinkAttribute) -> Bool { attribute.rawType & 0x8000 != 0 }
}
