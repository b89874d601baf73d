import Plans
import TestKit
import Testing
import Wire

@testable import Blocks

/// What is due first.
@Suite("The queue of deadlines")
struct DeadlineQueueTests {
  @Test("whatever goes in comes out by time", arguments: 0..<20)
  func order(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let times = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      BootTime(seconds: Int64.random(in: 0...50, using: &random))
    }
    var queue = DeadlineQueue(times.prefix(times.count / 2).map { ($0, Samples.key()) })
    for time in times.dropFirst(times.count / 2) { queue.insert(Samples.key(), at: time) }
    var out: [BootTime] = []
    while let first = queue.first {
      out.append(first.at)
      queue.removeFirst()
    }
    #expect(out == times.sorted() && queue.count == 0)
  }
}
