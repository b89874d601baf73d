import Foundation
import LedgerKit
import Plans
import Testing
import Wire

@testable import Ledger

@Suite("What the ledger keeps") struct CallTests {
  @Test("every part of a block is there again after a restart") func roundTrip() throws {
    let scratch = try Scratch()
    let behind = Whereabouts(port: named("vnet3"), guest: "web1; DROP TABLE block --'\"")
    let remark = BlockComment(
      origin: .hand, since: start + .nanoseconds(7), reason: "he said \"no\"; it's 100 % ünïcode\0",
      behind: behind,
      strikes: 99)
    let full = StoredBlock(
      interface: eth0, block: Block(mac: mac(1), scope: .llc, port: InterfaceName("vnet3"), remark: remark),
      until: start + .nanoseconds(600_000_000_123))
    let bare = StoredBlock(interface: eth1, block: Block(mac: mac(1), scope: .all), until: nil)
    var ledger: Ledger? = Ledger(path: scratch.path, now: start)
    ledger?.begin([full, bare], now: start)
    #expect(ledger?.sorted() == [full])
    ledger = nil
    let other = Ledger(path: scratch.path, now: start)
    #expect(other.sorted() == [full])
    #expect(other.sorted(on: eth1) == [bare])
    #expect(other.condition == .durable)
    #expect(other.incidents().isEmpty)
  }

  @Test("a pardon without a daemon ends a source's blocks at every interface, or those at a port alone")
  func pardon() throws {
    let scratch = try Scratch()
    let there = StoredBlock(interface: eth1, block: Block(mac: mac(1), scope: .all), until: nil)
    let port = StoredBlock(
      interface: eth0, block: Block(mac: mac(1), scope: .all, port: InterfaceName("vnet3")), until: nil)
    do {
      let ledger = Ledger(path: scratch.path, now: start)
      ledger.begin([stored(1), stored(2), there, port], now: start)
      ledger.note(strikes: 3, of: mac(1), on: eth0, until: start, now: start)
      #expect(ledger.pardon([.address(mac(1))], at: InterfaceName("vnet3"), now: start) == [.address(mac(1))])
      #expect(ledger.sorted() == [stored(1), stored(2)])
      #expect(ledger.pardon([.address(mac(1)), .address(mac(7))], now: start) == [.address(mac(1))])
    }
    let ledger = Ledger(path: scratch.path, now: start)
    #expect(ledger.sorted() == [stored(2)] && ledger.sorted(on: eth1).isEmpty)
    #expect(ledger.strikes(on: eth0).isEmpty)
    #expect(ledger.pardon(nil, now: start) == [.address(mac(2))] && ledger.sorted().isEmpty)
  }

  @Test(
    "where others could have put a file or a link nothing is made; the state is in memory, and that is told")
  func distrusted() throws {
    let scratch = try Scratch()
    let target = scratch.folder.appending(path: "elsewhere").path
    try FileManager.default.createSymbolicLink(atPath: scratch.path, withDestinationPath: target)
    let ledger = Ledger(path: scratch.path, now: start) { "\($0) may be written by everybody" }
    ledger.begin([stored(1)], now: start)
    #expect(ledger.sorted() == [stored(1)] && ledger.condition != .durable)
    #expect(ledger.incidents().contains { "\($0)".contains("may be written by everybody") })
    #expect(!FileManager.default.fileExists(atPath: target))
  }

  @Test("a block that begins again replaces the one there was") func extend() throws {
    let scratch = try Scratch()
    do {
      let ledger = Ledger(path: scratch.path, now: start)
      ledger.begin([stored(1), stored(2)], now: start)
      ledger.begin([stored(1, for: .seconds(5000), reason: "again")], now: start)
    }
    let ledger = Ledger(path: scratch.path, now: start)
    #expect(ledger.sorted() == [stored(1, for: .seconds(5000), reason: "again"), stored(2)])
  }

  @Test("scope and port tell blocks of one source apart") func keys() throws {
    let scratch = try Scratch()
    let all = [
      stored(1), stored(1, scope: .all), stored(1, scope: .all, port: InterfaceName("vnet1")),
      stored(1, on: eth1),
    ]
    do {
      let ledger = Ledger(path: scratch.path, now: start)
      ledger.begin(all, now: start)
      ledger.end(all[1].block.key, on: eth0, now: start)
    }
    let ledger = Ledger(path: scratch.path, now: start)
    #expect(Set(ledger.running(on: eth0, now: start)) == [all[0], all[2]])
    #expect(ledger.running(on: eth1, now: start) == [all[3]])
    #expect(ledger.fate(of: all[1].block.key, on: eth0, now: start) == .ended)
    #expect(ledger.fate(of: all[1].block.key, on: eth1, now: start) == .unknown)
  }

  @Test("an ended block stays ended, an expired one too, and of others nothing is known") func fates() throws
  {
    let scratch = try Scratch()
    do {
      let ledger = Ledger(path: scratch.path, now: start)
      ledger.begin([stored(1), stored(2), stored(3, for: nil)], now: start)
      ledger.end(stored(2).block.key, on: eth0, now: start)
      // Somebody's that the ledger never heard of.
      ledger.end(stored(4).block.key, on: eth0, now: start)
      #expect(ledger.fate(of: stored(2).block.key, on: eth0, now: start) == .ended)
    }
    for later in [Duration.zero, .seconds(599), .seconds(600), .seconds(7000)] {
      let now = start + later
      let ledger = Ledger(path: scratch.path, now: now)
      let fate = { (number: Int) in ledger.fate(of: stored(number).block.key, on: eth0, now: now) }
      #expect(fate(1) == (later < .seconds(600) ? .running : .ended))
      #expect(fate(2) == .ended)
      #expect(fate(3) == .running)
      #expect(fate(4) == .ended)
      #expect(fate(5) == .unknown)
      #expect(ledger.running(on: eth0, now: now).count == (later < .seconds(600) ? 2 : 1))
    }
  }

  @Test("a block that begins after its end runs again") func resurrection() throws {
    let scratch = try Scratch()
    do {
      let ledger = Ledger(path: scratch.path, now: start)
      ledger.end(stored(1).block.key, on: eth0, now: start)
      ledger.begin([stored(1)], now: start)
    }
    let ledger = Ledger(path: scratch.path, now: start)
    #expect(ledger.fate(of: stored(1).block.key, on: eth0, now: start) == .running)
    #expect(ledger.sorted() == [stored(1)])
  }

  @Test("strikes, the healthy and the allowed are there again") func sources() throws {
    let scratch = try Scratch()
    let later = start + .seconds(10)
    do {
      let ledger = Ledger(path: scratch.path, now: start)
      ledger.note(strikes: 3, of: mac(1), on: eth0, until: later, now: start)
      ledger.note(strikes: 400, of: mac(2), on: eth0, until: later, now: start)
      ledger.note(strikes: 1, of: mac(3), on: eth0, until: later, now: start)
      ledger.note(strikes: 1, of: mac(3), on: eth1, until: later, now: start)
      ledger.forgive(mac(3), on: eth0, now: start)
      ledger.know([mac(4), mac(5)], until: later, on: eth0, now: start)
      ledger.know([mac(5)], until: later + .seconds(10), on: eth0, now: start)
      ledger.allow(mac(6), remark: "the printer", now: start)
      ledger.allow(mac(7), now: start)
      ledger.disallow(mac(7), now: start)
      ledger.disallow(mac(8), now: start)
    }
    let ledger = Ledger(path: scratch.path, now: start)
    #expect(ledger.strikes(on: eth0).map(\.subject.address) == [mac(1), mac(2)])
    #expect(ledger.strikes(on: eth0).map(\.count) == [3, 99])
    #expect(ledger.strikes(on: eth0).map(\.end) == [later, later])
    #expect(ledger.strikes(on: eth1).map(\.subject.address) == [mac(3)])
    #expect(ledger.known(on: eth0, now: start).map(\.mac) == [mac(4), mac(5)])
    #expect(ledger.known(on: eth0, now: later).map(\.mac) == [mac(5)])
    #expect(ledger.known(on: eth1, now: start).isEmpty)
    #expect(ledger.allowed == [mac(6)])
  }

  @Test("who idles is not woken, and what waits is written within a second") func due() throws {
    let scratch = try Scratch()
    let ledger = Ledger(path: scratch.path, now: start)
    let known = { try Database(reading: scratch.path).state(now: start).known.count }
    let later = start + .seconds(10)
    #expect(ledger.due == nil)
    ledger.begin([stored(1)], now: start)
    #expect(ledger.due == nil)
    ledger.know([mac(1)], until: later, on: eth0, now: start)
    ledger.know([mac(2)], until: later, on: eth0, now: start + .milliseconds(500))
    #expect(ledger.due == start + .seconds(1))
    #expect(try known() == 0)
    ledger.settle(now: start + .seconds(1))
    #expect(ledger.due == nil)
    #expect(try known() == 2)
    ledger.forget(mac(1), on: eth0, now: start + .milliseconds(1500))
    ledger.forget(mac(7), on: eth0, now: start + .milliseconds(1500))
    ledger.settle(now: start + .milliseconds(2500))
    #expect(try known() == 1)
    ledger.record(EventRecord(at: start, kind: "note", message: "a line"))
    #expect(ledger.due == start + .seconds(1))
    ledger.begin([stored(2)], now: start)
    #expect(ledger.due == nil)
    ledger.begin([], now: start)
    ledger.settle(now: start)
    #expect(ledger.due == nil)
  }

  @Test("a second daemon does not keep its state in the same file, until the first has ended")
  func second() throws {
    let scratch = try Scratch()
    var first: Ledger? = Ledger(path: scratch.path, now: start)
    first?.begin([stored(1)], now: start)
    let second = Ledger(path: scratch.path, now: start)
    #expect(
      second.incidents().map { "\($0)" } == [
        "lock \(scratch.path): another dhcpward keeps its state there; state is kept in memory alone until it "
          + "can be written; give this one a file of its own"
      ])
    second.begin([stored(2)], now: start)
    first?.begin([stored(3)], now: start)
    #expect(first?.condition == .durable)
    first = nil
    second.settle(now: start + .seconds(30))
    #expect(second.condition == .durable)
    #expect(second.sorted() == [stored(1), stored(2), stored(3)])
  }

  @Test("the file is its owner's alone, and so is its folder") func modes() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "lib/state.db").path
    let mode = { (path: String) in
      try (FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }
    let ledger = Ledger(path: path, now: start)
    ledger.begin([stored(1)], now: start)
    #expect(try mode(path) == 0o600)
    #expect(try mode(path + "-wal") == 0o600)
    #expect(try mode(path + "-shm") == 0o600)
    #expect(try mode(scratch.folder.appending(path: "lib").path) == 0o750)
  }

  @Test("a hundred thousand blocks begin at once and are there again") func many() throws {
    let scratch = try Scratch()
    let all = (0..<100_000).map { stored($0) }
    let clock = ContinuousClock()
    var ledger: Ledger? = Ledger(path: scratch.path, now: start)
    let begun = clock.measure { ledger?.begin(all, now: start) }
    ledger = nil
    var restored: [StoredBlock] = []
    let read = clock.measure {
      ledger = Ledger(path: scratch.path, now: start)
      restored = ledger?.running(on: eth0, now: start) ?? []
    }
    print("100,000 blocks: begun in \(begun), restored in \(read)")
    #expect(restored.count == 100_000)
    #expect(Set(restored) == Set(all))
  }
}
