import Foundation
import TestKit

/// Real programs, recorded for some seconds in namespaces of their own, and the replay of what they sent.
final class DetectionScenario {
  private let name: String
  private let file: URL
  private let recorder: ChildProcess
  private let complaints = Pipe()

  /// Starts `Tests/Captures/record-scenario NAME`, which ends by itself.
  init(_ name: String) throws {
    self.name = name
    file = FileManager.default.temporaryDirectory.appending(path: "\(name)-\(UUID().uuidString).pcap")
    let script = Captures.directory.appending(path: "record-scenario").path
    recorder = try Tool.start([script, name, file.path], errors: complaints)
  }

  deinit {
    // Its namespaces end with it, and with them all that it started.
    recorder.send(SIGKILL)
    recorder.waitUntilExit()
    try? FileManager.default.removeItem(at: file)
  }

  /// What is wrong with the judgement of what was recorded, which is gone afterwards: the suite keeps this object for good.
  func mistakes() throws -> [String] {
    defer { try? FileManager.default.removeItem(at: file) }
    let deadline = Date() + 120
    while recorder.isRunning {
      guard Date() < deadline else { throw ToolFailure(words: "record-scenario \(name) does not end") }
      usleep(50_000)
    }
    let words = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    guard recorder.terminationStatus == 0 else { throw ToolFailure(words: words) }
    let intended = try IntendedVerdicts(of: name)
    return intended.mistakes(in: try .judging(file, options: intended.options))
  }
}
