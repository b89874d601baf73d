import Foundation
import Plans
import TestKit
import Testing
import Wire

@testable import Ledger

@Suite("A file that is not what it should be") struct DamageTests {
  /// A file with something in every table, closed.
  private func file(_ scratch: Scratch) throws -> [UInt8] {
    try fill(scratch)
    return try scratch.bytes
  }

  private func fill(_ scratch: Scratch) throws {
    let ledger = Ledger(path: scratch.path, now: start)
    ledger.begin((1...200).map { stored($0) }, now: start)
    ledger.end(stored(7).block.key, on: eth0, now: start)
    ledger.note(strikes: 3, of: mac(1), on: eth0, until: start, now: start)
    ledger.know((1...100).map(mac), until: start + .seconds(10), on: eth0, now: start)
    ledger.allow(mac(6), now: start)
    for number in 0..<200 {
      ledger.record(EventRecord(at: start, kind: "block", mac: mac(number), message: "line \(number)"))
    }
    ledger.settle(now: start + .seconds(1))
  }

  /// Whatever the file is, the ledger works, tells, and has afterwards what it was told.
  private func expectService(_ scratch: Scratch, _ comment: Comment, isDurable: Bool = true) {
    var ledger: Ledger? = Ledger(path: scratch.path, now: start)
    ledger?.begin([stored(9000)], now: start)
    ledger?.record(EventRecord(at: start, kind: "note", message: "new"))
    ledger?.settle(now: start + .seconds(1))
    #expect(ledger?.fate(of: stored(9000).block.key, on: eth0, now: start) == .running, comment)
    #expect(ledger?.history(limit: 1).map(\.message) == ["new"], comment)
    #expect((ledger?.condition == .durable) == isDurable, comment)
    guard isDurable else { return }
    ledger = nil
    let other = Ledger(path: scratch.path, now: start)
    #expect(other.fate(of: stored(9000).block.key, on: eth0, now: start) == .running, comment)
    #expect(other.history(limit: 1).map(\.message) == ["new"], comment)
    #expect(other.incidents().isEmpty, comment)
  }

  @Test("cut off anywhere, it is set aside or read on") func truncated() throws {
    let scratch = try Scratch()
    let bytes = try file(scratch)
    for count in stride(from: 0, to: bytes.count, by: 1000) {
      try scratch.put(bytes.prefix(count))
      expectService(scratch, "cut to \(count) of \(bytes.count) bytes")
    }
  }

  @Test("with noise in any page it is set aside or read on", arguments: 0..<3 as Range<UInt64>)
  func noise(seed: UInt64) throws {
    let scratch = try Scratch()
    let bytes = try file(scratch)
    var random = SeededRandom(seed: seed)
    var replaced = 0
    for page in 0..<bytes.count / 4096 {
      var damaged = bytes
      let length = [4096, 64, 8][Int(seed)]
      let offset = page * 4096 + (length == 4096 ? 0 : Int.random(in: 0..<4096 - length, using: &random))
      damaged.replaceSubrange(offset..<offset + length, with: random.octets(length))
      try scratch.put(damaged)
      expectService(scratch, "page \(page + 1), \(length) bytes at \(offset), seed \(seed)")
      replaced += scratch.damaged.isEmpty ? 0 : 1
    }
    print("noise \(seed): \(replaced) of \(bytes.count / 4096) files set aside")
    #expect(seed > 0 || replaced > bytes.count / 4096 / 2)
  }

  @Test("what is no database is set aside and told, once") func wrongMagic() throws {
    let scratch = try Scratch()
    try scratch.put("this is a letter to my sister, and no database at all".utf8)
    let ledger = Ledger(path: scratch.path, now: start)
    let incidents = ledger.incidents()
    #expect(incidents.count == 1)
    #expect(
      incidents.first.map { "\($0)" }
        == "read \(scratch.path): file is not a database; it was set aside as "
        + "\(scratch.path).damaged-20261123T110611Z and a new one begun; 0 blocks are in it")
    #expect(ledger.condition == .durable)
    #expect(scratch.damaged == ["state.db.damaged-20261123T110611Z"])
  }

  @Test("damage in the history is found when it is written, and costs no block") func history() throws {
    let scratch = try Scratch()
    var bytes = try file(scratch)
    // Every page that holds a row of the history and none of a block.
    for page in 1..<bytes.count / 4096 {
      let part = bytes[page * 4096..<(page + 1) * 4096]
      if part.firstRange(of: Array("line ".utf8)) != nil {
        bytes.replaceSubrange(page * 4096..<(page + 1) * 4096, with: repeatElement(0x55, count: 4096))
      }
    }
    try scratch.put(bytes)
    var ledger: Ledger? = Ledger(path: scratch.path, now: start)
    #expect(ledger?.incidents().isEmpty == true)
    ledger?.record(EventRecord(at: start, kind: "note", message: "new"))
    ledger?.settle(now: start + .seconds(1))
    #expect(ledger?.incidents().count == 1)
    #expect(ledger?.condition == .durable)
    ledger = nil
    let other = Ledger(path: scratch.path, now: start)
    #expect(other.running(on: eth0, now: start).count == 199)
    #expect(other.allowed == [mac(6)])
    #expect(other.history().map(\.message) == ["new"])
  }

  @Test("of damaged files three are kept") func keepsThree() throws {
    let scratch = try Scratch()
    for number in 0..<5 {
      try Data("no database \(number)".utf8).write(to: URL(fileURLWithPath: scratch.path))
      let ledger = Ledger(path: scratch.path, now: start + .seconds(number))
      #expect(ledger.condition == .durable)
    }
    #expect(scratch.damaged.count == 3)
    #expect(scratch.damaged.first?.hasSuffix("110613Z") == true)
  }

  @Test("a folder in its place is left alone, and state is in memory") func folder() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: false)
    expectService(scratch, "a folder", isDurable: false)
    #expect(scratch.names == ["state.db"])
  }

  @Test("without its folder state is in memory until there is one") func noFolder() throws {
    let scratch = try Scratch()
    let path = scratch.folder.appending(path: "a/b/state.db").path
    var ledger: Ledger! = Ledger(path: path, now: start)
    #expect(
      ledger.incidents().map { "\($0)" } == [
        "open \(path): cannot be opened: No such file or directory; state is kept in memory alone until it "
          + "can be written; see whether the directory is there and ours to write"
      ])
    ledger.begin([stored(1)], now: start)
    #expect(ledger.due == start + .seconds(30))
    try FileManager.default.createDirectory(
      at: scratch.folder.appending(path: "a/b"), withIntermediateDirectories: true)
    ledger.settle(now: start + .seconds(29))
    #expect(ledger.condition != .durable)
    ledger.settle(now: start + .seconds(30))
    #expect(ledger.condition == .durable)
    #expect(ledger.due == nil)
    #expect(
      ledger.incidents().map { "\($0)" } == ["write \(path): works again; 1 blocks are written"])
    ledger = nil
    #expect(Ledger(path: path, now: start).sorted() == [stored(1)])
  }

  @Test("no name at all is no file") func noName() {
    let ledger = Ledger(path: "", now: start)
    #expect(ledger.condition != .durable)
    ledger.begin([stored(1)], now: start)
    #expect(ledger.sorted() == [stored(1)])
  }

  @Test("a file of a later dhcpward, or of another program, is left as it is", arguments: [true, false])
  func foreign(isLater: Bool) throws {
    let scratch = try Scratch()
    _ = try file(scratch)
    let sql = isLater ? "PRAGMA user_version=99" : "PRAGMA application_id=0"
    try Database(writing: scratch.path, vfs: nil, checkpoint: 1000).run(sql)
    let before = try scratch.bytes
    let ledger = Ledger(path: scratch.path, now: start)
    let words = ledger.incidents().map { "\($0)" }
    #expect(words.count == 1)
    #expect(
      words.first?.contains(
        isLater
          ? "it is of a later dhcpward (version 99, this one knows 2); state is kept in memory alone"
          : "it is another program's database; state is kept in memory alone") == true)
    ledger.begin([stored(1)], now: start)
    ledger.settle(now: start + .seconds(60))
    #expect(ledger.sorted().contains(stored(1)))
    #expect(ledger.incidents().isEmpty)
    #expect(try scratch.bytes == before)
    #expect(throws: LedgerError.self) { try Ledger.history(in: scratch.path) }
  }

  @Test("a file that may only be read is read, and written when it may be") func readOnly() throws {
    let scratch = try Scratch()
    _ = try file(scratch)
    let faults = Faults()
    faults.setReadOnly(true)
    var ledger: Ledger! = Ledger(path: scratch.path, now: start, vfs: faults.name)
    #expect(ledger.condition != .durable)
    #expect(ledger.incidents().count == 1)
    ledger.end(stored(1).block.key, on: eth0, now: start)
    ledger.begin([stored(3000)], now: start)
    faults.setReadOnly(false)
    ledger.settle(now: start + .seconds(30))
    #expect(ledger.condition == .durable)
    let running = Set(ledger.running(on: eth0, now: start))
    #expect(running.count == 199)
    ledger = nil
    let other = Ledger(path: scratch.path, now: start)
    #expect(Set(other.running(on: eth0, now: start)) == running)
    #expect(other.fate(of: stored(1).block.key, on: eth0, now: start) == .ended)
  }

  @Test("rows that make no sense are passed over") func nonsense() throws {
    let scratch = try Scratch()
    _ = try file(scratch)
    let database = try Database(writing: scratch.path, vfs: nil, checkpoint: 1000)
    for sql in [
      "INSERT INTO block(interface, mac, scope, port) VALUES('../etc', 1, 'dhcp', '')",
      "INSERT INTO block(interface, mac, scope, port) VALUES('eth0', -1, 'dhcp', '')",
      "INSERT INTO block(interface, mac, scope, port) VALUES('eth0', 'x', 'dhcp', '')",
      "INSERT INTO block(interface, mac, scope, port) VALUES('eth0', 1, 'everything', '')",
      "INSERT INTO block(interface, mac, scope, port) VALUES('eth0', 1, 'dhcp', 'a/b')",
      "INSERT INTO block(interface, mac, subject, scope, port) VALUES('eth0', 1, 'nobody', 'dhcp', '')",
      "INSERT INTO strike(interface, mac, count, ends) VALUES('eth0', 9, 0, 0)",
      "INSERT INTO strike(interface, mac, count, ends) VALUES('eth0', 10, 'many', 0)",
      "INSERT INTO known VALUES(x'00', 1, 9223372036854775807)",
      "INSERT INTO allowed VALUES(281474976710656, 0, '')",
      "INSERT INTO history(at, kind, level, message) VALUES('never', 'x', 0, 'x')",
      "INSERT INTO history(at, kind, level, message, strikes) VALUES(9223372036854775807, 'x', -9e18, 'x', 1.5)",
    ] { try database.run(sql) }
    let ledger = Ledger(path: scratch.path, now: start)
    #expect(ledger.incidents().isEmpty)
    #expect(ledger.running(on: eth0, now: start).count == 199)
    #expect(ledger.strikes(on: eth0).count == 1)
    #expect(ledger.known(on: eth0, now: start).count == 100)
    #expect(ledger.allowed == [mac(6)])
    #expect(ledger.history(limit: 10_000).count == 201)
  }
}
