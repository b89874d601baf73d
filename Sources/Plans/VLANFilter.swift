public import Wire

/// Which tagged frames a bridge's port lets in: nftables' table `bridge dhcpward_vlan_PORT`.
///
/// A bridge makes its port promiscuous and so opens the NIC's own VLAN filter, and a packet socket on the bridge hears
/// what comes in by it without the tag. So what is of a VLAN that has no device on the bridge is dropped where it comes
/// in. Untagged frames and priority tags (VLAN 0) pass; what is for a device on the port itself leaves before
/// (`vlan_do_receive` before the receive handler, `__netif_receive_skb_core` in net/core/dev.c).
public struct VLANFilter: Hashable, Sendable {
  /// The port the frames come in by.
  public var port: InterfaceName
  /// The VLANs that pass, in ascending order.
  public var vlans: [VLAN]
  /// Somebody changed its rules; such a one is only read, and what is put in its place is whole.
  public var isDamaged = false

  /// A whole filter from its parts.
  public init(port: InterfaceName, vlans: [VLAN] = []) {
    self.port = port
    self.vlans = vlans
  }
}
