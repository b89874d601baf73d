import Capture
import Foundation
import TestKit
import Wire

/// The Ethernet frames of a capture of the project, each with its time.
struct SavedFrames {
  let name: String
  private(set) var frames: [(octets: [UInt8], at: Timestamp)] = []

  init(_ name: String) throws {
    self.name = name
    var capture = try SavedCapture(path: Captures.file(name).path)
    var frames: [(octets: [UInt8], at: Timestamp)] = []
    try capture.forEachFrame { bytes, frame in
      guard frame.link == .ethernet else { return }
      frames.append((bytes.indices.map { bytes[$0] }, frame.at))
    }
    self.frames = frames
  }

  /// Every capture that has such frames.
  static let all: [SavedFrames] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: Captures.directory.path)
    return (files ?? []).filter { $0.hasSuffix(".pcap") }.sorted().compactMap { file in
      (try? SavedFrames(String(file.dropLast(5)))).flatMap { $0.frames.isEmpty ? nil : $0 }
    }
  }()
}
