public import Wire

/// One source, or one client behind a router, to be dropped.
public struct Block: Hashable, Sendable {
  /// Whose frames.
  public var subject: Subject
  /// Which of its frames; of a client behind a router its DHCP alone.
  public var scope: Scope
  /// At which port of a bridge alone; nil for all of them.
  public var port: InterfaceName?
  /// How long; nil is until somebody unblocks it.
  public var lifetime: Duration?
  /// Who, since when and why; kept in the kernel beside the block where the dialect can.
  public var remark: BlockComment?

  /// A block at every port, for ever and without a remark unless said otherwise.
  public init(
    _ subject: Subject, scope: Scope, port: InterfaceName? = nil, lifetime: Duration? = nil,
    remark: BlockComment? = nil
  ) {
    self.subject = subject
    self.scope = scope
    self.port = port
    self.lifetime = lifetime
    self.remark = remark
  }

  /// The same of an Ethernet source.
  public init(
    mac: MACAddress, scope: Scope, port: InterfaceName? = nil, lifetime: Duration? = nil,
    remark: BlockComment? = nil
  ) {
    self.init(.address(mac), scope: scope, port: port, lifetime: lifetime, remark: remark)
  }

  /// The Ethernet source whose frames are dropped, whoever they are for; nil for a client or a line behind a router,
  /// whose other frames pass.
  public var mac: MACAddress? { subject.address }
}
