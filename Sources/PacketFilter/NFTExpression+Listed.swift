internal import CNetlink
import Netlink

/// What the kernel lists of a rule, beside what was sent.
extension [NFTExpression] {
  // A set's number is of one transaction, a counter counts, and `limit` may be left open.
  private static let transient: [String: Set<UInt16>] = [
    "lookup": [UInt16(NFTA_LOOKUP_SET_ID.rawValue)], "dynset": [UInt16(NFTA_DYNSET_SET_ID.rawValue)],
    "counter": [UInt16(NFTA_COUNTER_BYTES.rawValue), UInt16(NFTA_COUNTER_PACKETS.rawValue)],
  ]

  /// Whether a rule's NFTA_RULE_EXPRESSIONS are these and no others, at whatever rate: an administrator's rule that uses a
  /// set of ours is not one of ours.
  func isListed(as listed: NetlinkAttributes) -> Bool {
    var sent = NetlinkMessage(type: 0, header: [])
    for expression in self { expression.append(to: &sent) }
    let mine = [NetlinkAttribute](NetlinkAttributes(sent.payload[...]))
    let theirs = [NetlinkAttribute](listed)
    guard mine.count == theirs.count else { return false }
    return zip(mine, theirs).allSatisfy { mine, theirs in
      let (mine, theirs) = (mine.nested, theirs.nested)
      guard let name = mine[NFTA_EXPR_NAME]?.text, theirs[NFTA_EXPR_NAME]?.text == name else { return false }
      guard name != "limit" else { return true }
      guard let mine = mine[NFTA_EXPR_DATA]?.nested else { return theirs[NFTA_EXPR_DATA] == nil }
      guard let theirs = theirs[NFTA_EXPR_DATA]?.nested else { return false }
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

extension NFTExpression {
  /// The set that a rule's NFTA_RULE_EXPRESSIONS look up; nil when none of them does.
  static func lookedUpSet(in expressions: NetlinkAttributes) -> String? {
    data(of: "lookup", in: expressions)?[NFTA_LOOKUP_SET]?.text
  }

  /// The chain that a rule's NFTA_RULE_EXPRESSIONS jump to; nil when they jump nowhere.
  static func jumpedTo(in expressions: NetlinkAttributes) -> String? {
    data(of: "immediate", in: expressions)?[NFTA_IMMEDIATE_DATA]?.nested[NFTA_DATA_VERDICT]?.nested[
      NFTA_VERDICT_CHAIN]?.text
  }

  /// What a rule's first expression of that name holds (NFTA_EXPR_DATA); nil when there is none.
  static func data(of name: String, in expressions: NetlinkAttributes) -> NetlinkAttributes? {
    allData(of: name, in: expressions).first { _ in true }
  }

  /// What each of a rule's expressions of that name holds, in order.
  static func allData(
    of name: String, in expressions: NetlinkAttributes
  ) -> some Sequence<NetlinkAttributes> {
    expressions.lazy.filter { $0.is(NFTA_LIST_ELEM) && $0.nested[NFTA_EXPR_NAME]?.text == name }
      .compactMap { $0.nested[NFTA_EXPR_DATA]?.nested }
  }

  /// What a comparison's data (NFTA_EXPR_DATA) compares with.
  static func compared(_ data: NetlinkAttributes) -> NetlinkAttribute? {
    data[NFTA_CMP_DATA]?.nested[NFTA_DATA_VALUE]
  }
}
