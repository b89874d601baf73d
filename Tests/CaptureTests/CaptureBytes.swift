import Foundation
import Wire

@testable import Capture

/// Bytes of a capture file, put together number by number.
struct CaptureBytes {
  var isBig = false
  var bytes: [UInt8] = []

  mutating func add<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: isBig ? number.bigEndian : number.littleEndian) { bytes += $0 }
  }

  mutating func pad() { bytes += [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4) }

  /// A pcap file's header.
  mutating func pcapHeader(magic: UInt32 = 0xa1b2_c3d4, link: UInt32 = 1, version: (UInt16, UInt16) = (2, 4))
  {
    add(magic)
    add(version.0)
    add(version.1)
    add(UInt64(0))
    add(UInt32(65_535))
    add(link)
  }

  mutating func record(_ seconds: UInt32, _ fraction: UInt32, _ frame: [UInt8], length: Int? = nil) {
    add(seconds)
    add(fraction)
    add(UInt32(frame.count))
    add(UInt32(length ?? frame.count))
    bytes += frame
  }

  /// A pcapng block around a body, which is padded.
  mutating func block(_ type: UInt32, _ fill: (inout CaptureBytes) -> Void) {
    var body = CaptureBytes(isBig: isBig)
    fill(&body)
    body.pad()
    add(type)
    add(UInt32(12 + body.bytes.count))
    bytes += body.bytes
    add(UInt32(12 + body.bytes.count))
  }

  mutating func section(major: UInt16 = 1) {
    block(0x0a0d_0d0a) {
      $0.add(UInt32(0x1a2b_3c4d))
      $0.add(major)
      $0.add(UInt16(0))
      $0.add(UInt64.max)
    }
  }

  /// An interface; `options` are codes and values.
  mutating func interface(link: UInt16 = 1, snapshot: UInt32 = 0, options: [(UInt16, [UInt8])] = []) {
    block(1) {
      $0.add(link)
      $0.add(UInt16(0))
      $0.add(snapshot)
      for (code, value) in options {
        $0.add(code)
        $0.add(UInt16(value.count))
        $0.bytes += value
        $0.pad()
      }
      if !options.isEmpty { $0.add(UInt32(0)) }
    }
  }

  mutating func enhanced(_ interface: UInt32, _ ticks: UInt64, _ frame: [UInt8], length: Int? = nil) {
    block(6) {
      $0.add(interface)
      $0.add(UInt32(ticks >> 32))
      $0.add(UInt32(truncatingIfNeeded: ticks))
      $0.add(UInt32(frame.count))
      $0.add(UInt32(length ?? frame.count))
      $0.bytes += frame
    }
  }

  mutating func simple(_ frame: [UInt8], length: Int? = nil) {
    block(3) {
      $0.add(UInt32(length ?? frame.count))
      $0.bytes += frame
    }
  }

  mutating func obsolete(_ interface: UInt16, _ ticks: UInt64, _ frame: [UInt8]) {
    block(2) {
      $0.add(interface)
      $0.add(UInt16(7))
      $0.add(UInt32(ticks >> 32))
      $0.add(UInt32(truncatingIfNeeded: ticks))
      $0.add(UInt32(frame.count))
      $0.add(UInt32(frame.count))
      $0.bytes += frame
    }
  }
}

/// A frame as it was lent.
struct Lent: Equatable {
  var bytes: [UInt8]
  var link: LinkType = .ethernet
  var nanoseconds: Int64
}

/// What came of reading a file: the frames, and the error if there was one.
struct Outcome {
  var frames: [Lent] = []
  var untimed = 0
  /// What is known of each frame.
  var origins: [SavedFrame] = []
  var unread: [String] = []
  var error: CaptureError?

  init(path: String) {
    do throws(CaptureError) {
      var capture = try SavedCapture(path: path)
      do throws(CaptureError) {
        try capture.forEachFrame { span, frame in
          frames.append(
            Lent(
              bytes: span.indices.map { span[$0] }, link: frame.link, nanoseconds: frame.at.nanoseconds))
          origins.append(frame)
        }
      } catch {
        self.error = error
      }
      untimed = capture.untimedFrames
      unread = capture.unread.map { "\($0.frames) of \($0.link)" }
      precondition(capture.frames == frames.count)
    } catch {
      self.error = error
    }
  }

  /// Reads bytes out of a file that is gone afterwards.
  init(_ bytes: [UInt8]) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("x-\(UUID().uuidString).pcap")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    self.init(path: file.path)
  }
}
