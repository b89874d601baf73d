import PacketFilter
import System

/// Reads what a program tells.
struct BPFRingReader {
  private let ring: BPFRing

  init(_ objects: XDPObjects) throws {
    guard let map = objects[.reports] else { throw SystemError("find the ring", errno: 2) }
    ring = try BPFRing(map)
  }

  var records: [[UInt8]] {
    var found: [[UInt8]] = []
    ring.drain { found.append($0) }
    return found
  }
}
