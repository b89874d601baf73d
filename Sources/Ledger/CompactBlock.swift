import Plans
import Wire

/// A stored block without what its place says already, in little space: there may be 100,000.
struct CompactBlock {
  private final class Position {
    let whereabouts: Whereabouts
    init(_ whereabouts: Whereabouts) { self.whereabouts = whereabouts }
  }

  private let reason: String
  private let since: Int64
  private let end: Int64
  private let position: Position?
  private let origin: Origin?
  private let strikes: UInt8

  init(_ stored: StoredBlock) {
    let remark = stored.block.remark
    (reason, since, origin) = (remark?.reason ?? "", remark?.since.nanoseconds ?? 0, remark?.origin)
    strikes = UInt8(clamping: remark?.strikes ?? 0)
    // Nobody is blocked until the last moment of an Int64.
    end = stored.until?.nanoseconds ?? .max
    position = remark?.behind.map(Position.init)
  }

  var until: Timestamp? { end == .max ? nil : Timestamp(nanoseconds: end) }

  func isOver(at now: Timestamp) -> Bool { end != .max && end <= now.nanoseconds }

  func stored(at place: Place) -> StoredBlock {
    let remark = origin.map {
      BlockComment(
        origin: $0, since: Timestamp(nanoseconds: since), reason: reason, behind: position?.whereabouts,
        strikes: Int(strikes))
    }
    let key = place.key
    return StoredBlock(
      interface: place.interface,
      block: Block(key.subject, scope: key.scope, port: key.port, remark: remark),
      until: until)
  }
}
