public import Plans
import System
public import Wire

/// What the program tells as it happens: the frames at which it blocked their sources.
public final class XDPReports {
  /// Whose they are.
  let id: UInt32
  private let ring: BPFRing
  private let objects: XDPObjects

  init(_ objects: XDPObjects) throws {
    guard let map = objects[.reports] else { throw SystemError("find the BPF map reports", errno: 2) }
    id = objects.program.id
    self.objects = objects
    ring = try BPFRing(map)
  }

  /// To be polled for input.
  public var descriptor: Int32 { ring.descriptor }

  /// What became of frames since it was loaded.
  public var counters: [XDPState: UInt64] { objects.counters }

  /// The octets of the kernel's memory that its maps take.
  public var memory: UInt64 { objects.memory }

  /// Lends what waits: when, which limit tripped, and the frame, cut where it is long; never waits.
  public func drain(_ body: (BootTime, Int, [UInt8]) -> Void) {
    ring.drain { record in
      guard record.count >= XDPReport.length else { return }
      let length = min(Int(clamping: record.number(at: XDPReport.frameLength)), XDPReport.room)
      let moment = BootTime(nanoseconds: Int64(clamping: record.number(at: XDPReport.moment)))
      let frame = record[XDPReport.frame..<XDPReport.frame + length]
      body(moment, Int(clamping: record.number(at: XDPReport.limit)), Array(frame))
    }
  }
}
