public import Wire

/// One source to be dropped.
public struct Block: Hashable, Sendable {
  /// The Ethernet source address.
  public var mac: MACAddress
  /// Which of its frames.
  public var scope: Scope
  /// At which port of a bridge alone; nil for all of them.
  public var port: InterfaceName?
  /// How long; nil is until somebody unblocks it.
  public var lifetime: Duration?
  /// Who, since when and why; kept in the kernel beside the block where the dialect can.
  public var remark: BlockComment?

  /// A block at every port, for ever and without a remark unless said otherwise.
  public init(
    mac: MACAddress, scope: Scope, port: InterfaceName? = nil, lifetime: Duration? = nil,
    remark: BlockComment? = nil
  ) {
    self.mac = mac
    self.scope = scope
    self.port = port
    self.lifetime = lifetime
    self.remark = remark
  }
}
