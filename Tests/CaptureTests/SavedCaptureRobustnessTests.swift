import Foundation
import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct SavedCaptureRobustnessTests {
  private static func healthy(isBig: Bool, isNextGeneration: Bool) -> [UInt8] {
    var file = CaptureBytes(isBig: isBig)
    if isNextGeneration {
      file.section()
      file.interface(options: [(9, [6]), (14, [0, 0, 0, 0, 0, 0, 0, 0])])
      for index in 0..<5 { file.enhanced(0, UInt64(index), [UInt8](repeating: 1, count: 10 * index)) }
      file.simple([1, 2, 3])
      file.obsolete(0, 9, [1])
    } else {
      file.pcapHeader()
      for index in 0..<5 { file.record(UInt32(index), 1, [UInt8](repeating: 1, count: 10 * index)) }
    }
    return file.bytes
  }

  @Test("whatever is changed in a capture, reading it ends without a trap", arguments: [false, true])
  func corruption(isNextGeneration: Bool) throws {
    var random = SeededRandom(seed: 67)
    for round in 0..<800 {
      var bytes = Self.healthy(isBig: round % 2 == 0, isNextGeneration: isNextGeneration)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let position = Int.random(in: 0..<bytes.count, using: &random)
        bytes[position] =
          Bool.random(using: &random)
          ? .random(in: 0...255, using: &random)
          : [0, 1, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
      }
      bytes.removeLast(Int.random(in: 0..<bytes.count / 4, using: &random))
      let outcome = try Outcome(bytes)
      #expect(outcome.frames.reduce(0) { $0 + $1.bytes.count } <= bytes.count)
      #expect(outcome.error?.kind ?? .badData == .badData)
    }
  }

  @Test("random bytes behind a true beginning end without a trap", arguments: [24, 28, 48, 8])
  func noise(kept: Int) throws {
    var random = SeededRandom(seed: 547)
    for round in 0..<300 {
      let head = Self.healthy(isBig: round % 2 == 0, isNextGeneration: kept != 24).prefix(kept)
      let noise = (0..<200).map { _ in UInt8.random(in: 0...255, using: &random) }
      #expect(try Outcome(head + noise).error != nil)
    }
  }

  @Test("standard input may be a pipe that comes in pieces")
  func pipe() async {
    await #expect(processExitsWith: .exitCode(42)) {
      let pipe = Pipe()
      dup2(pipe.fileHandleForReading.fileDescriptor, 0)
      let bytes = SavedCaptureRobustnessTests.healthy(isBig: true, isNextGeneration: true)
      Thread.detachNewThread {
        for start in stride(from: 0, to: bytes.count, by: 7) {
          pipe.fileHandleForWriting.write(Data(bytes[start..<min(start + 7, bytes.count)]))
        }
        try? pipe.fileHandleForWriting.close()
      }
      let outcome = Outcome(path: "-")
      exit(outcome.error == nil && outcome.frames.count == 7 ? 42 : 1)
    }
    await #expect(processExitsWith: .exitCode(42)) {
      let empty = Pipe()
      dup2(empty.fileHandleForReading.fileDescriptor, 0)
      try? empty.fileHandleForWriting.close()
      exit(
        Outcome(path: "-").error?.description == "read standard input: the file is empty" ? 42 : 1)
    }
  }
}
