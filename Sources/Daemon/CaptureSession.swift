import Capture
import Wire

/// The capture; when its interface goes it is closed, and opened again when there is one of that name.
final class CaptureSession {
  private static let rest: Duration = .seconds(1)

  /// Where it listens.
  let place: InterfaceName
  private let open: () throws(CaptureError) -> any FrameSource
  private var capture: (any FrameSource)?
  private var index: Int32?
  private var failed: BootTime?
  // Of the captures before this one.
  private var earlier = LiveStatistics()

  /// Opens the capture on the interface, which has that index.
  init(
    on place: InterfaceName, index: Int32?, open: @escaping () throws(CaptureError) -> any FrameSource
  ) throws(CaptureError) {
    (self.place, self.index, self.open) = (place, index, open)
    capture = try open()
  }

  /// To be polled for input; -1, which poll(2) passes over, while there is no capture.
  var descriptor: Int32 { capture?.descriptor ?? -1 }

  /// Lends the frames that wait. Throws once when the capture fails, and then has none until it can be opened again.
  func drain(_ body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void) throws(CaptureError) {
    do throws(CaptureError) {
      try capture?.drain(body)
    } catch {
      close()
      throw error
    }
  }

  /// Listens to the interface that has the name now, given its index; true when that is another one than before, or
  /// listening had failed.
  func follow(_ index: Int32?, now: BootTime) -> Bool {
    guard let index, index != self.index || capture == nil else { return false }
    // One that fails again and again is not tried for every event.
    if index == self.index, let failed, now - failed < Self.rest { return false }
    close()
    failed = now
    capture = try? open()
    guard capture != nil else { return false }
    self.index = index
    return true
  }

  /// What became of the frames so far.
  func statistics() throws(CaptureError) -> LiveStatistics {
    earlier + (try capture?.statistics() ?? LiveStatistics())
  }

  private func close() {
    if let counted = try? capture?.statistics() { earlier = earlier + counted }
    capture = nil
  }
}
