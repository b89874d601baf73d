import Foundation
import LedgerKit
import Plans
import TestKit
import Testing
import Wire

@testable import Ledger

@Suite("A disk that fails, and power that goes") struct FaultTests {
  // SQLITE_FULL, SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC.
  private static let codes: [Int32] = [13, 778, 1034]

  /// How many operations a script is, with nothing wrong.
  private func operations(_ script: Script) throws -> Int {
    let scratch = try Scratch()
    let faults = Faults()
    script.play(open: { Ledger(path: scratch.path, now: $0, vfs: faults.name, checkpoint: 8) }) {
      memory, ledger, now in
      #expect(ledger.condition == .durable)
      #expect(Memory(of: ledger, now: now) == memory)
      return ledger.condition == .durable
    }
    return faults.count
  }

  @Test(
    "any one operation fails: nothing is forgotten meanwhile, and all is written afterwards", arguments: codes
  )
  func oneFails(code: Int32) throws {
    let script = Script(seed: UInt64(code), count: 24)
    let total = try operations(script)
    var failures = 0
    for number in Moments.all(of: total) {
      let scratch = try Scratch()
      let faults = Faults()
      faults.fail(at: number, code: code)
      var last = Memory()
      var end = start
      var ledger = script.play(
        open: { Ledger(path: scratch.path, now: $0, vfs: faults.name, checkpoint: 8) }
      ) { memory, ledger, now in
        // A daemon that is started anew has what was acknowledged; this one has all of it.
        if ledger.condition != .durable { ledger.settle(now: now + .seconds(60)) }
        let isRight = ledger.condition == .durable && Memory(of: ledger, now: now) == memory
        #expect(isRight, "operation \(number) of \(total), code \(code): \(ledger.condition)")
        failures += ledger.incidents().count
        (last, end) = (memory, now)
        return isRight
      }
      // What a failed sync left in memory alone must not be what it relies on since.
      faults.cutPower(at: 1)
      withExtendedLifetime(ledger) {}
      ledger = nil
      faults.restart(seed: UInt64(number))
      let other = Ledger(path: scratch.path, now: end)
      try #require(Memory(of: other, now: end) == last, "operation \(number) of \(total), code \(code)")
      try #require(scratch.damaged.isEmpty)
      withExtendedLifetime(faults) {}
    }
    print("\(Moments.words) \(total) operations, code \(code): \(failures) incidents told")
  }

  @Test("a disk that is full for long: blocks go on in memory, and are written when there is room")
  func full() throws {
    let scratch = try Scratch()
    let faults = Faults()
    var first: Ledger! = Ledger(path: scratch.path, now: start, vfs: faults.name)
    first.begin([stored(77), stored(78)], now: start)
    faults.fail(at: 1, code: 13, lasting: true)
    first.begin([stored(79)], now: start)
    first.end(stored(78).block.key, on: eth0, now: start)
    #expect(first.condition != .durable)
    let incidents = first.incidents()
    #expect(incidents.count == 1)
    #expect(
      incidents.first.map { "\($0)" }
        == "write \(scratch.path): database or disk is full; state is kept in memory alone until it can "
        + "be written; blocking goes on, from memory; make room on that disk")
    for later in [10, 31, 62, 93] { first.settle(now: start + .seconds(later)) }
    #expect(first.incidents().isEmpty)
    #expect(first.sorted() == [stored(77), stored(79)])
    #expect(first.due == start + .seconds(93 + 30))
    faults.heal()
    first.settle(now: start + .seconds(130))
    #expect(first.condition == .durable)
    #expect(first.incidents().map(\.isRecovery) == [true])
    first = nil
    let other = Ledger(path: scratch.path, now: start)
    #expect(other.sorted() == [stored(77), stored(79)])
    #expect(other.fate(of: stored(78).block.key, on: eth0, now: start) == .ended)
  }

  @Test(
    "the power goes at any operation: what was acknowledged is there", arguments: 1...3 as ClosedRange<UInt64>
  )
  func powerLoss(seed: UInt64) throws {
    let script = Script(seed: seed, count: 24)
    let total = try operations(script)
    var later = 0
    for number in Moments.all(of: total) {
      for luck in 0..<4 as Range<UInt64> {
        let scratch = try Scratch()
        let faults = Faults()
        faults.cutPower(at: number)
        var (acknowledged, attempted, end) = (Memory(), Memory(), start)
        var ledger = script.play(
          open: { Ledger(path: scratch.path, now: $0, vfs: faults.name, checkpoint: 8) },
          attempt: { attempted = $0 }
        ) { memory, ledger, now in
          guard ledger.condition == .durable else { return false }
          (acknowledged, end) = (memory, now)
          return true
        }
        withExtendedLifetime(ledger) {}
        ledger = nil
        faults.restart(seed: seed << 32 | UInt64(number) << 8 | luck)
        let other = Ledger(path: scratch.path, now: end)
        let found = Memory(of: other, now: end)
        try #require(
          found == acknowledged || found == attempted,
          "operation \(number) of \(total), seed \(seed), luck \(luck): \(found) is not \(acknowledged)")
        try #require(other.condition == .durable)
        try #require(other.incidents().isEmpty, "operation \(number) of \(total), seed \(seed), luck \(luck)")
        try #require(
          Database(writing: scratch.path, vfs: nil, checkpoint: 8).value("PRAGMA integrity_check")
            == .text("ok"))
        if found != acknowledged { later += 1 }
      }
    }
    print(
      "seed \(seed): the power went at \(Moments.words) \(total) operations, 4 times; \(later) had one step more"
    )
  }
}
