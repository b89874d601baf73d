/// A block as the kernel has it now.
public struct StandingBlock: Hashable, Sendable {
  /// What is blocked; `lifetime` is the time it was given.
  public var block: Block
  /// What is left of the lifetime; nil when it never ends.
  public var remaining: Duration?
  /// Frames dropped so far.
  public var packets: UInt64
  /// Bytes dropped so far.
  public var bytes: UInt64

  /// A standing block from its parts.
  public init(block: Block, remaining: Duration?, packets: UInt64, bytes: UInt64) {
    self.block = block
    self.remaining = remaining
    self.packets = packets
    self.bytes = bytes
  }
}
