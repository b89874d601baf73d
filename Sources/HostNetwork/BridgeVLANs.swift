import CNetlink
import Netlink

/// The VLANs of a bridge itself, as `bridge vlan show dev NAME` lists them.
struct BridgeVLANs: Hashable {
  /// What leaves the bridge without a tag was filed under one of these: its default VLAN before all.
  private(set) var untagged: [UInt16] = []
  /// All others.
  private(set) var tagged: [UInt16] = []

  // As many as are asked for one source; nobody who only sends can make them more.
  static let limit = 64

  /// Of a bridge that tells no VLANs apart.
  init() {}

  /// Asks the kernel (5.6) for those of one bridge.
  init(of bridge: Int32, _ socket: NetlinkSocket) throws(NetlinkError) {
    let replies = try socket.dump(Self.list(of: bridge), operation: "list the VLANs of a bridge")
    for reply in replies { note(reply) }
  }

  /// `struct br_vlan_msg`: family, padding, index.
  static func list(of bridge: Int32) -> NetlinkMessage {
    var header: [UInt8] = [UInt8(AF_BRIDGE), 0, 0, 0]
    header.append(native: bridge)
    return NetlinkMessage(type: UInt16(RTM_GETVLAN), flags: [], header: header)
  }

  /// Takes one RTM_NEWVLAN.
  mutating func note(_ reply: NetlinkReply) {
    guard reply.type == UInt16(RTM_NEWVLAN) else { return }
    for entry in reply.attributes(after: 8) where entry.type == UInt16(BRIDGE_VLANDB_ENTRY) {
      // `struct bridge_vlan_info`: flags, VLAN; a range ends at another VLAN.
      guard let info = entry.nested[UInt16(BRIDGE_VLANDB_ENTRY_INFO)]?.bytes,
        let flags = info.nativeNumber(at: 0, as: UInt16.self),
        let first = info.nativeNumber(at: 2, as: UInt16.self), (1...4094).contains(first)
      else { continue }
      let end = entry.nested[UInt16(BRIDGE_VLANDB_ENTRY_RANGE)]?.native(UInt16.self) ?? first
      let vlans = (first...max(first, min(end, 4094))).prefix(Self.limit)
      if flags & UInt16(BRIDGE_VLAN_INFO_PVID) != 0 {
        untagged.insert(first, at: 0)
      } else if flags & UInt16(BRIDGE_VLAN_INFO_UNTAGGED) != 0 {
        untagged += vlans
      } else {
        tagged += vlans
      }
    }
    untagged.removeLast(max(0, untagged.count - Self.limit))
    tagged.removeLast(max(0, tagged.count - Self.limit))
  }

  /// Under which VLANs the source of a frame may be filed, the likeliest first; nil is none, as on a bridge that does not
  /// filter by VLAN. `vlan` is the frame's tag, as it was heard on the bridge.
  func keys(of vlan: UInt16?) -> [UInt16?] {
    if let vlan, vlan != 0 { return [vlan, nil] }
    return untagged.map(Optional.some) + [nil]
  }

  /// The same where nobody says in which VLAN it was heard.
  var all: [UInt16?] { [nil] + (untagged + tagged).prefix(Self.limit).map(Optional.some) }
}
