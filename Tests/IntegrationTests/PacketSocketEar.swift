import Foundation
import TestKit

/// Counts what a packet socket hears of a source: what every server with a raw socket would.
final class PacketSocketEar {
  private let process: ChildProcess
  private let output = Pipe()

  init(_ mac: String, on interface: String = "port0") throws {
    process = try Tool.start(
      [
        "tcpdump", "--immediate-mode", "-i", interface, "-n", "-U", "-B", "65536", "-w", "-", "ether", "src",
        mac,
      ], output: output)
    // It hears from the moment on at which it wrote the file's header.
    var header = Data()
    while header.count < 24 {
      let some = output.fileHandleForReading.readData(ofLength: 24 - header.count)
      guard !some.isEmpty else { throw ToolFailure(words: "tcpdump does not listen on \(interface)") }
      header += some
    }
  }

  deinit {
    process.send(SIGKILL)
    process.waitUntilExit()
  }

  /// How many frames it heard in all; it hears no more then.
  func frames() -> Int {
    usleep(200_000)
    process.send(SIGINT)
    let rest = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    var (count, at) = (0, 0)
    while at + 16 <= rest.count {
      let length = (0..<4).reduce(0) { $0 | Int(rest[rest.startIndex + at + 8 + $1]) << (8 * $1) }
      at += 16 + length
      count += 1
    }
    return count
  }
}
