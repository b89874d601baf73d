import Foundation
import LedgerKit
import Plans
import TestKit
import Testing
import Wire

@testable import Ledger

@Suite("The history") struct HistoryTests {
  private let full = EventRecord(
    at: start, kind: "block", level: 2, interface: eth0, mac: mac(1), message: "a line\u{1b}[31m\n\"'",
    reason: "20 messages in 5 s", origin: .watch, scope: .dhcp, length: .milliseconds(600_001), strikes: 3,
    alarm: "random-source", behind: Whereabouts(port: named("vnet3"), guest: "web1"), vendor: "Acme",
    delay: .microseconds(812))

  @Test("every part of an entry is there again, at once and from the file") func roundTrip() throws {
    let scratch = try Scratch()
    let bare = EventRecord(at: start + .seconds(1), kind: "start", message: "")
    let ledger = Ledger(path: scratch.path, now: start)
    for entry in [full, bare] { ledger.record(entry) }
    #expect(ledger.history() == [full, bare])
    ledger.settle(now: start + .seconds(1))
    #expect(ledger.history() == [full, bare])
    #expect(try Ledger.history(in: scratch.path) == [full, bare])
  }

  @Test("it can be asked for a source, for a time, and for the newest") func questions() throws {
    let scratch = try Scratch()
    let ledger = Ledger(path: scratch.path, now: start)
    for number in 0..<100 {
      ledger.record(
        EventRecord(
          at: start + .seconds(number), kind: "block", mac: number % 10 == 9 ? nil : mac(number % 10),
          message: "\(number)"))
      // Some are written, some still wait.
      if number == 60 { ledger.settle(now: start + .seconds(number)) }
    }
    let messages = { (entries: [EventRecord]) in entries.map(\.message) }
    #expect(messages(ledger.history(limit: 3)) == ["97", "98", "99"])
    #expect(messages(ledger.history(mac: mac(1))) == (0..<10).map { "\($0 * 10 + 1)" })
    #expect(messages(ledger.history(mac: mac(1), limit: 6)) == (4..<10).map { "\($0)1" })
    #expect(messages(ledger.history(since: start + .seconds(95))) == (95..<100).map { "\($0)" })
    #expect(messages(ledger.history(mac: mac(5), since: start + .seconds(95))) == ["95"])
    #expect(ledger.history(limit: 0).isEmpty)
    #expect(ledger.history(limit: -1).isEmpty)
    #expect(ledger.history(limit: .max).count == 100)
    ledger.settle(now: start + .seconds(200))
    #expect(
      messages(try Ledger.history(in: scratch.path, mac: mac(5), since: start + .seconds(50))).count == 5)
  }

  @Test("what is too old or too much goes, a few rows at each write") func pruning() throws {
    let scratch = try Scratch()
    let ledger = Ledger(path: scratch.path, now: start)
    for number in 0..<1000 {
      ledger.record(EventRecord(at: start + .seconds(number), kind: "note", message: "\(number)"))
    }
    ledger.settle(now: start + .seconds(1000))
    let later = start + .seconds(90 * 86_400 + 500)
    ledger.record(EventRecord(at: later, kind: "note", message: "new"))
    ledger.settle(now: later + .seconds(1))
    // One row was written: 34 may go.
    #expect(ledger.history(limit: .max).first?.message == "34")
    for number in 0..<40 {
      ledger.record(EventRecord(at: later, kind: "note", message: "new \(number)"))
      ledger.settle(now: later + .seconds(1))
    }
    #expect(ledger.history(limit: .max).first?.message == "501")
    let database = try Database(writing: scratch.path, vfs: nil, checkpoint: 1000)
    try database.prune(after: 10_000, now: start, limit: 100)
    #expect(try database.value("SELECT count(*) FROM history") == .integer(100))
    #expect(ledger.history(limit: 1).map(\.message) == ["new 39"])
  }

  @Test("ended blocks and old strikes are forgotten after 90 days") func oldBlocks() throws {
    let scratch = try Scratch()
    var ledger: Ledger? = Ledger(path: scratch.path, now: start)
    ledger?.begin([stored(1), stored(2), stored(3, for: nil)], now: start)
    ledger?.end(stored(2).block.key, on: eth0, now: start)
    ledger?.note(strikes: 4, of: mac(1), on: eth0, until: start, now: start)
    ledger = nil
    let later = start + .seconds(91 * 86_400)
    ledger = Ledger(path: scratch.path, now: later)
    #expect(ledger?.strikes(on: eth0).isEmpty == true)
    ledger?.begin([stored(4, for: nil)], now: later)
    #expect(ledger?.fate(of: stored(1).block.key, on: eth0, now: later) == .unknown)
    #expect(ledger?.fate(of: stored(2).block.key, on: eth0, now: later) == .unknown)
    #expect(ledger?.sorted(now: later) == [stored(3, for: nil), stored(4, for: nil)])
  }

  @Test("while nothing can be written the last ten thousand are kept") func bounded() {
    let ledger = Ledger(path: "/proc/nowhere/state.db", now: start)
    for number in 0..<25_000 {
      ledger.record(EventRecord(at: start, kind: "note", message: "\(number)"))
    }
    let kept = ledger.history(limit: .max)
    #expect((9_000...10_000).contains(kept.count))
    #expect(kept.last?.message == "24999")
  }

  @Test("a reader writes nothing: beside a daemon, after a clean end, after a crash") func reader() throws {
    let scratch = try Scratch()
    do {
      let ledger = Ledger(path: scratch.path, now: start)
      ledger.record(full)
      ledger.settle(now: start + .seconds(1))
      let beside = try Ledger.history(in: scratch.path)
      #expect(beside == [full])
      ledger.begin([stored(1)], now: start)
      // A crash, as the files are at this moment.
      try FileManager.default.createDirectory(
        at: scratch.folder.appending(path: "crashed"), withIntermediateDirectories: false)
      for name in ["state.db", "state.db-wal", "state.db-shm"] {
        try FileManager.default.copyItem(
          at: scratch.folder.appending(path: name), to: scratch.folder.appending(path: "crashed/\(name)"))
      }
    }
    let before = (scratch.names, try scratch.bytes)
    #expect(before.0 == ["crashed", "state.db"])
    #expect(try Ledger.history(in: scratch.path) == [full])
    #expect(scratch.names == before.0)
    #expect(try scratch.bytes == before.1)
    let crashed = scratch.folder.appending(path: "crashed")
    #expect(try Ledger.history(in: crashed.appending(path: "state.db").path) == [full])
    let left = try FileManager.default.contentsOfDirectory(atPath: crashed.path).sorted()
    #expect(left == ["state.db", "state.db-shm", "state.db-wal"])
  }

  @Test("a strange name is a name") func strangeName() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a?b#c%d ü:memory:").path
    let ledger = Ledger(path: path, now: start)
    ledger.record(full)
    ledger.settle(now: start + .seconds(1))
    #expect(ledger.condition == .durable)
    #expect(try Ledger.history(in: path) == [full])
  }

  @Test("what is not there, or no database, is said") func missing() throws {
    let scratch = try Scratch()
    #expect(throws: LedgerError.self) { try Ledger.history(in: scratch.path) }
    #expect(scratch.names.isEmpty)
    try scratch.put("no database".utf8)
    #expect(throws: LedgerError.self) { try Ledger.history(in: scratch.path) }
    try scratch.put([])
    #expect(try Ledger.history(in: scratch.path) == [])
  }
}
