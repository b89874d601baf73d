public import Wire

/// Something that the daemon serves beside its work, in the same poll(2): who asks it, who scrapes it, who watches over
/// it. It never waits for anybody.
public protocol Service: AnyObject {
  /// To be polled for input.
  var descriptors: [Int32] { get }
  /// When it wants to be served although nothing came, nil for never.
  var due: BootTime? { get }
  /// Does what there is to do.
  func serve(_ daemon: Daemon, now: BootTime)
}
