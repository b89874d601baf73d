import CNetlink
package import Netlink
import Plans
internal import Wire

/// Gathers what the kernel tells of nf_tables (NFNLGRP_NFTABLES) into whole transactions: everything up to
/// NFT_MSG_NEWGEN, which says who it was. What is not of the tables looked after costs a comparison of names.
package struct RulesetNotices {
  /// A whole transaction that touched something of ours.
  package struct Transaction: Hashable {
    /// The port of the socket it came from.
    package var port: UInt32
    /// What it did to dhcpward's table; nil when it did nothing to it.
    package var edit: RulesetEdit?
    /// It touched a table that ebtables-nft keeps its chains in.
    package var touchesEbtables: Bool
    /// It touched a table that goes with a bridge: of broute rules, or of a filter of tagged frames.
    package var touchesBridge: Bool
  }

  /// What was told can be no whole: look at everything.
  package struct Overflow: Error {}

  private static let ownName = Array("dhcpward".utf8)
  private static let brouteName = Array("dhcpward_broute".utf8)
  private static let vlanPrefix = Array(NFTablesText.vlanTablePrefix.utf8)
  private static let ebtablesNames = ["filter", "broute"].map { Array($0.utf8) }
  private static let sets = Dictionary(uniqueKeysWithValues: BlockSet.allCases.map { ($0.setName, $0) })
  // Beyond that a look at the table costs less than the memory.
  private static let limit = 1 << 20

  private let family: UInt8
  private var edit = RulesetEdit(author: .other(""))
  // The clients whose renewals pass again, by the key of the element.
  private var withoutRenewals: [Block.Key: Block.Key] = [:]
  private var isOurs = false
  private var touchesEbtables = false
  private var touchesBridge = false
  private var isBroken = false

  /// Gathers for table dhcpward of that family: 7 bridge, 5 netdev.
  package init(family: UInt8) { self.family = family }

  /// Takes one message; a transaction when it is the last of one that touched something of ours.
  package mutating func note(_ message: NetlinkReply) throws(Overflow) -> Transaction? {
    guard let operation = NFTMessage.Operation(type: message.type) else { return nil }
    let attributes = message.attributes(after: 4)
    guard operation != .newGeneration else {
      defer { reset() }
      for half in withoutRenewals.values where edit.blocks[half] == nil { edit.blocks[half] = .some(nil) }
      guard !isBroken, isOurs || touchesEbtables || touchesBridge else { return nil }
      edit.author = Self.author(attributes[NFTA_GEN_PROC_NAME])
      return Transaction(
        port: message.port, edit: isOurs ? edit : nil, touchesEbtables: touchesEbtables,
        touchesBridge: touchesBridge)
    }
    guard !isBroken, let name = attributes[NFTA_TABLE_NAME]?.bytes.prefix(while: { $0 != 0 }) else {
      return nil
    }
    let of = message.payload.first
    if of == 7, Self.ebtablesNames.contains(where: { $0.elementsEqual(name) }) { touchesEbtables = true }
    if of == 7, name.elementsEqual(Self.brouteName) || name.starts(with: Self.vlanPrefix) {
      touchesBridge = true
    }
    guard of == family, name.elementsEqual(Self.ownName) else { return nil }
    isOurs = true
    note(operation, attributes)
    guard edit.blocks.count <= Self.limit else {
      lose()
      throw Overflow()
    }
    return nil
  }

  /// Some of what was told was lost: the rest of this transaction says nothing.
  package mutating func lose() {
    reset()
    isBroken = true
  }

  private mutating func reset() { self = RulesetNotices(family: family) }

  private mutating func note(_ operation: NFTMessage.Operation, _ attributes: NetlinkAttributes) {
    if [.newTable, .delTable, .delChain, .delRule, .delSet, .delElement].contains(operation) {
      edit.takesAway = true
    }
    switch operation {
    case .newElement, .delElement:
      switch attributes[NFTA_SET_ELEM_LIST_SET]?.text {
      case NFTablesText.knownSet, NFTablesText.exemptSet: edit.touchesKnown = true
      case NFTablesText.ownSet: edit.touchesFrame = true
      default: break
      }
      guard let set = attributes[NFTA_SET_ELEM_LIST_SET].flatMap({ Self.sets[$0.text] }),
        let list = attributes[NFTA_SET_ELEM_LIST_ELEMENTS]?.nested
      else {
        return
      }
      for attribute in list where attribute.is(NFTA_LIST_ELEM) {
        guard let element = NFTElement(attribute.nested) else { continue }
        let standing = element.standing(in: set.scope)
        guard let client = element.renewing else {
          edit.blocks[standing.block.key] = .some(operation == .newElement ? standing : nil)
          continue
        }
        // Half of a client's block: without it the block does not stand.
        withoutRenewals[standing.block.key] =
          operation == .newElement ? nil : Block.Key(.client(client), scope: set.scope)
      }
    case .delSet:
      edit.touchesFrame = true
      if let set = attributes[NFTA_SET_NAME].flatMap({ Self.sets[$0.text] }) { empty([set]) }
    case .delTable:
      edit.touchesFrame = true
      empty(Set(BlockSet.allCases))
    default: edit.touchesFrame = true
    }
  }

  private mutating func empty(_ sets: Set<BlockSet>) {
    edit.emptied.formUnion(sets)
    edit.blocks = edit.blocks.filter { key, _ in
      !sets.contains(key.set)
    }
  }

  private static func author(_ name: NetlinkAttribute?) -> RulesetEdit.Author {
    let bytes = (name?.bytes ?? []).prefix { $0 != 0 }.prefix(15)
    let text = String(
      decoding: bytes.map { (0x20...0x7e).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    return text == "dhcpward" ? .command : .other(text)
  }
}
