public import Wire

/// A VLAN as a tag names it: its ID, and in which of the two kinds of tags.
public struct VLAN: Hashable, Sendable {
  /// The EtherType of a tag.
  public enum Tag: UInt16, Sendable, CaseIterable {
    /// IEEE 802.1Q, a customer's: what `type vlan` makes unless told otherwise.
    case customer = 0x8100
    /// IEEE 802.1ad, a provider's.
    case service = 0x88a8
  }

  /// Its ID.
  public var id: VLANID
  /// In which kind of tags.
  public var tag: Tag

  /// A VLAN from its parts.
  public init(id: VLANID, tag: Tag = .customer) {
    self.id = id
    self.tag = tag
  }
}

extension VLAN: Comparable {
  /// By tag, then by ID.
  public static func < (a: VLAN, b: VLAN) -> Bool {
    (a.tag.rawValue, a.id.number) < (b.tag.rawValue, b.id.number)
  }
}

extension VLAN: CustomStringConvertible {
  /// `10`, `20 (802.1ad)`
  public var description: String { tag == .customer ? "\(id)" : "\(id) (802.1ad)" }
}
