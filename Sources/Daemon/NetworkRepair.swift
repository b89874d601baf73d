public import Plans
public import Wire

/// Something of the network that was put right, or could not be.
public enum NetworkRepair: Hashable, Sendable {
  /// Somebody had deleted the bridge: it was built again, with so many addresses.
  case rebuilt(Bridge, addresses: Int)
  /// The port was not in the bridge, and is again.
  case takenIn(Bridge)
  /// The port's broute rules were put back.
  case brouted(InterfaceName)
  /// The port's VLAN filter was put back.
  case filtered(InterfaceName)
  /// The bridge has devices for these VLANs now.
  case vlans([VLAN], on: InterfaceName)
  /// Addresses had come to the port, and are on the bridge now.
  case moved([Prefix], Bridge)
  /// The interface is gone; its bridge waits for it.
  case gone(InterfaceName, waiting: InterfaceName)
  /// It is back.
  case back(InterfaceName)
  /// These are the interface's own addresses now: DHCP that comes in from them is dropped.
  case owns([MACAddress], InterfaceName)
  /// The same could not be had.
  case notOwned(InterfaceName, String)
  /// The bridge can do without it, and has to.
  case withoutExtra(String)
  /// The bridge could not be kept.
  case failed(String)
}
