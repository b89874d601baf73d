import Daemon
import Testing
import Wire

@testable import Notify

@Suite("What waits to be told")
struct CoalescingQueueTests {
  @Test("events alike are one, with a count, and the latest of them")
  func alike() {
    var queue = CoalescingQueue(most: 10)
    let later = Samples.block(Samples.mac, "later")
    queue.add(Samples.block())
    queue.add(Samples.number(1))
    queue.add(later, count: 3)
    let (entries, dropped) = queue.take()
    #expect(entries == [.init(event: later, count: 4), .init(event: Samples.number(1), count: 1)])
    #expect(dropped == 0 && queue.isEmpty)
  }

  @Test("no more wait than may, and what was forgotten is counted once")
  func overflow() {
    var queue = CoalescingQueue(most: 3)
    for number in 0..<100_000 { queue.add(Samples.number(number)) }
    queue.add(Samples.number(2))
    queue.add(Samples.number(100_000), count: 3)
    #expect(queue.take(1).dropped == 100_000)
    let rest = queue.take()
    #expect(rest.entries.map(\.count) == [1, 2] && rest.dropped == 0)
  }

  @Test("of a block, its end and the next block the last is told last")
  func backAndForth() {
    var queue = CoalescingQueue(most: 10)
    let end = Samples.end()
    for event in [Samples.block(), end, Samples.block()] { queue.add(event) }
    #expect(queue.take().entries.map(\.event.kind) == [.unblock, .block])
    for event in [Samples.block(), end, Samples.block(), end] { queue.add(event) }
    #expect(queue.take().entries.map(\.event.kind) == [.block, .unblock])
  }

  @Test("what is about nobody is told apart by its words")
  func words() {
    var queue = CoalescingQueue(most: 10)
    for line in ["one", "two", "one"] { queue.add(Event(at: Samples.at, .failure(.other, line))) }
    #expect(queue.take().entries.map(\.count) == [2, 1])
  }

  @Test("the same is told once a minute, with what was passed over meanwhile")
  func deduplicator() {
    var deduplicator = Deduplicator()
    let start = BootTime(seconds: 1000)
    #expect(deduplicator.note(Samples.block(), at: start) == 1)
    #expect(deduplicator.note(Samples.block(), at: start + .seconds(1)) == nil)
    #expect(deduplicator.note(Samples.block(), at: start + .seconds(59)) == nil)
    #expect(deduplicator.note(Samples.number(5), at: start + .seconds(59)) == 1)
    #expect(deduplicator.note(Samples.block(), at: start + .seconds(60)) == 3)
    #expect(deduplicator.note(Samples.block(), at: start + .seconds(61)) == nil)
  }

  @Test("a block after its end is told, however soon")
  func again() {
    var deduplicator = Deduplicator()
    let now = BootTime(seconds: 1000)
    let end = Samples.end()
    for event in [Samples.block(), end, Samples.block(), end] {
      #expect(deduplicator.note(event, at: now) == 1)
    }
  }

  @Test("memory of what was told is bounded")
  func bounded() {
    var deduplicator = Deduplicator()
    for number in 0..<3 * Deduplicator.most {
      #expect(deduplicator.note(Samples.number(number), at: BootTime(seconds: 1000)) == 1)
    }
  }

  @Test("a failure is said once, and again after a success or as another one a minute later")
  func throttle() {
    var throttle = FailureThrottle()
    let start = BootTime(seconds: 1000)
    #expect(throttle.words(for: "a", at: start) == "a")
    #expect(throttle.words(for: "a", at: start + .seconds(3600)) == nil)
    #expect(throttle.words(for: "b", at: start + .seconds(59)) == nil)
    #expect(throttle.words(for: "b", at: start + .seconds(60)) == "b")
    #expect(throttle.words(for: nil, at: start + .seconds(61)) == nil)
    #expect(throttle.words(for: "b", at: start + .seconds(62)) == "b")
  }

  @Test("a mail's date is that of RFC 5322")
  func date() {
    #expect(MailText.date(Samples.at) == "Mon, 23 Nov 2026 11:06:44 +0000")
    #expect(MailText.date(Timestamp(seconds: 0)) == "Thu, 01 Jan 1970 00:00:00 +0000")
    #expect(MailText.date(Timestamp(seconds: 1_709_164_800)) == "Thu, 29 Feb 2024 00:00:00 +0000")
    #expect(MailText.date(Timestamp(seconds: -1)) == "Wed, 31 Dec 1969 23:59:59 +0000")
  }
}
