import LedgerKit
import Plans
import TestKit
import Testing
import Wire

@testable import Ledger

@Suite("Clients behind a router, in the state file") struct ClientLedgerTests {
  private let client: Subject
  private let block: StoredBlock

  init() {
    let name = RelayedClient.Name.v4(giaddr: IPv4Address(bits: 0x0a09_0001), chaddr: mac(9))
    client = .client(RelayedClient(name, behind: mac(1)))
    block = StoredBlock(
      interface: eth0,
      block: Block(
        client, scope: .dhcp,
        remark: BlockComment(origin: .watch, since: start, reason: "20 messages in 5 s", strikes: 2)),
      until: start + .seconds(600))
  }

  @Test("a client's block, its end and its strikes are kept apart from its router's") func apart() throws {
    let scratch = try Scratch()
    do {
      let ledger = Ledger(path: scratch.path, now: start)
      ledger.begin([stored(1), block], now: start)
      ledger.write([.strikes(client, count: 2, until: start + .seconds(600))], on: eth0, now: start)
      ledger.end([stored(1).block.key], on: eth0, now: start + .seconds(1))
    }
    let ledger = Ledger(path: scratch.path, now: start + .seconds(2))
    #expect(ledger.running(on: eth0, now: start + .seconds(2)) == [block])
    #expect(ledger.fate(of: stored(1).block.key, on: eth0, now: start + .seconds(2)) == .ended)
    #expect(ledger.strikes(on: eth0).map(\.subject) == [client])
    #expect(ledger.pardon([.address(mac(1))], now: start + .seconds(3)).isEmpty)
    #expect(ledger.pardon([client], now: start + .seconds(3)) == [client])
    #expect(ledger.strikes(on: eth0).isEmpty)
  }

  @Test("the history is found by the client's own address, and not by its router's") func history() throws {
    let scratch = try Scratch()
    let ledger = Ledger(path: scratch.path, now: start)
    let entry = EventRecord(at: start, kind: "block", message: "blocked", behindRouter: client)
    ledger.record(entry)
    #expect(ledger.history(mac: mac(9)) == [entry] && ledger.history(mac: mac(1)).isEmpty)
    ledger.settle(now: start + .seconds(1))
    #expect(ledger.history(mac: mac(9)) == [entry] && ledger.history(mac: mac(1)).isEmpty)
    #expect(try Ledger.history(in: scratch.path) == [entry])
  }

  @Test("a file of version 1 is read as it is, and is one of version 2 with all that was in it once opened")
  func migration() throws {
    let scratch = try Scratch()
    try scratch.put([])
    do {
      let database = try Database(writing: scratch.path, vfs: nil, checkpoint: 1000)
      try database.run(Schema.migrations[0])
      try database.run("PRAGMA user_version=1; PRAGMA application_id=\(Schema.application)")
      try database.run(
        """
        INSERT INTO block VALUES('eth0', \(mac(1).bits), 'dhcp', '', 'watch', \(start.nanoseconds), 'why', 3, NULL, NULL,
          \((start + .seconds(600)).nanoseconds), NULL);
        INSERT INTO block(interface, mac, scope, port, ended) VALUES('eth0', \(mac(2).bits), 'all', 'vnet3',
          \(start.nanoseconds));
        INSERT INTO strike VALUES('eth0', \(mac(1).bits), 3, \((start + .seconds(600)).nanoseconds));
        INSERT INTO history(at, kind, level, mac, message) VALUES(\(start.nanoseconds), 'block', 1, \(mac(1).bits), 'then');
        """)
    }
    #expect(try Ledger.history(in: scratch.path, mac: mac(1)).map(\.message) == ["then"])
    let ledger = Ledger(path: scratch.path, now: start)
    #expect(ledger.condition == .durable && ledger.incidents().isEmpty)
    let running = try #require(ledger.running(on: eth0, now: start).first)
    #expect(running.block.subject == .address(mac(1)) && running.block.remark?.strikes == 3)
    #expect(running.until == start + .seconds(600))
    let ended = Block.Key(mac: mac(2), scope: .all, port: InterfaceName("vnet3"))
    #expect(ledger.fate(of: ended, on: eth0, now: start) == .ended)
    #expect(ledger.strikes(on: eth0).map(\.count) == [3])
    #expect(ledger.history(mac: mac(1)).map(\.message) == ["then"])
    ledger.begin([block], now: start)
    #expect(ledger.running(on: eth0, now: start).count == 2)
    let views = try Database(reading: scratch.path)
    #expect(
      try views.value("SELECT mac FROM blocks WHERE subject = '' AND ended IS NULL").text == "\(mac(1))")
    #expect(try views.value("SELECT subject FROM blocks WHERE mac IS NULL").text == "\(client)")
  }
}
