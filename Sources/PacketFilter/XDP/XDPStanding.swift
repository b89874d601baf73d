public import Plans
public import Wire

/// dhcpward's program at the XDP hook of a port, as it is now.
public struct XDPStanding: Hashable, Sendable {
  /// The port.
  public var port: InterfaceName
  /// The program's ID, as `bpftool prog show` prints it.
  public var id: UInt32
  /// The kernel's digest of its instructions, likewise.
  public var tag: UInt64
  /// What became of frames since it was loaded.
  public var counters: [XDPState: UInt64]
  /// The octets of the kernel's memory that its maps take.
  public var memory: UInt64
}
