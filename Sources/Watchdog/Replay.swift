public import Capture
public import Flood
import Rules
public import Wire

/// The engine over capture files: who would have been blocked, when and why. Time is the frames' own and the watchlist
/// is as bounded as the daemon's, so the verdicts are those of a daemon that saw the same frames.
public struct Replay {
  /// What every source sent, exactly.
  public var tally: Tally { hindsight.tally }
  /// The first and gravest thing found of each source.
  public private(set) var findings: [MACAddress: Finding] = [:]
  /// What the network as a whole showed, in order of time.
  public private(set) var alarms: [Alarm] = []
  /// Frames read, of any kind.
  public private(set) var frames = 0
  /// Those of them that their file gives no time of; they were judged at the time of the frame before.
  public private(set) var untimedFrames = 0

  /// Whether anybody would have been blocked.
  public var foundFlood: Bool { findings.values.contains { $0.verdict == .blocked } }

  private var hindsight: Hindsight
  // What was read and is not judged yet: judging many at once is faster.
  private var waiting: [Arrival] = []

  /// A replay that has read nothing yet.
  public init(policy: Policy) {
    hindsight = Hindsight(policy: policy)
    waiting.reserveCapacity(Hindsight.batch)
  }

  /// Reads one capture file, `-` for standard input. What was read before an error counts.
  public mutating func read(_ path: String) throws(CaptureError) {
    var capture = try SavedCapture(path: path)
    defer {
      judge()
      untimedFrames += capture.untimedFrames
    }
    try capture.forEachFrame { bytes, link, at in
      frames += 1
      guard let message = Frame.clientMessage(in: bytes, link: link) else { return }
      waiting.append(Arrival(message: message, at: at))
      if waiting.count == Hindsight.batch { judge() }
    }
  }

  private mutating func judge() {
    for finding in hindsight.note(contentsOf: waiting) { keep(finding) }
    alarms += hindsight.takeAlarms()
    waiting.removeAll(keepingCapacity: true)
  }

  private mutating func keep(_ finding: Finding) {
    guard let before = findings[finding.mac], before.verdict.gravity >= finding.verdict.gravity else {
      findings[finding.mac] = finding
      return
    }
  }
}

extension Finding.Verdict {
  fileprivate var gravity: Int {
    switch self {
    case .warned: 1
    case .spared: 2
    case .blocked: 3
    }
  }
}
