import Capture
import Wire

/// The capture; when its interface goes it is closed, and opened again when there is one of that name.
final class Listener {
  private static let rest: Duration = .seconds(1)

  /// Where it listens.
  let place: InterfaceName
  private let isPromiscuous: Bool
  private let speaker: Speaker
  private var capture: LiveCapture?
  private var index: Int32?
  private var failed: Timestamp?
  // Of the captures before this one.
  private var earlier = LiveStatistics()

  /// Opens the capture on the interface, which has that index.
  init(
    on place: InterfaceName, promiscuous: Bool, of speaker: Speaker = .clients, index: Int32?
  ) throws(CaptureError) {
    self.place = place
    self.index = index
    isPromiscuous = promiscuous
    self.speaker = speaker
    capture = try LiveCapture(on: place, promiscuous: promiscuous, of: speaker)
  }

  /// To be polled for input; -1, which poll(2) passes over, while there is no capture.
  var descriptor: Int32 { capture?.descriptor ?? -1 }

  /// Lends the frames that wait. Throws once when the capture fails, and then has none until it can be opened again.
  func drain(_ body: (borrowing Span<UInt8>, LinkType, Timestamp) -> Void) throws(CaptureError) {
    do throws(CaptureError) {
      _ = try capture?.drain(body)
    } catch {
      close()
      throw error
    }
  }

  /// Listens to the interface that has the name now, given its index; true when that is another one than before, or
  /// listening had failed.
  func follow(_ index: Int32?, now: Timestamp) -> Bool {
    guard let index, index != self.index || capture == nil else { return false }
    // One that fails again and again is not tried for every event.
    if index == self.index, let failed, now - failed < Self.rest { return false }
    close()
    failed = now
    capture = try? LiveCapture(on: place, promiscuous: isPromiscuous, of: speaker)
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
