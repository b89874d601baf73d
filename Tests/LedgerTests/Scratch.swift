import Foundation
import Ledger
import LedgerFaults
import LedgerKit
import Plans
import Wire

/// A folder of its own, gone with this object.
final class Scratch {
  let folder = FileManager.default.temporaryDirectory.appending(path: "dhcpward-ledger-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }
  deinit { try? FileManager.default.removeItem(at: folder) }

  /// A database that is not there yet.
  var path: String { folder.appending(path: "state.db").path }
  /// What is in it, sorted.
  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted() }
  /// Damaged files that were set aside.
  var damaged: [String] {
    names.filter { $0.hasPrefix("state.db.damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
  }

  /// The bytes of the database.
  var bytes: [UInt8] {
    get throws { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
  }

  /// Makes a file of these bytes the database, with nothing beside it.
  func put(_ bytes: some Sequence<UInt8>) throws {
    for name in names { try FileManager.default.removeItem(at: folder.appending(path: name)) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}

/// A disk that fails when told.
final class Faults {
  let name = "faults-\(UUID().uuidString)"
  private let faults: OpaquePointer

  init() { faults = faults_make(name) }
  deinit { faults_free(faults) }

  var count: Int { faults_count(faults) }

  func fail(at operation: Int, code: Int32, lasting: Bool = false) {
    faults_set(faults, FAULTS_FAIL, operation, code, lasting ? 1 : 0)
  }
  func cutPower(at operation: Int) { faults_set(faults, FAULTS_POWER, operation, 0, 0) }
  func heal() { faults_set(faults, FAULTS_NONE, 0, 0, 0) }
  func setReadOnly(_ on: Bool) { faults_read_only(faults, on ? 1 : 0) }
  func restart(seed: UInt64) { faults_restart(faults, UInt(seed)) }
}

let eth0 = named("eth0")
let eth1 = named("eth1")
let start = Timestamp(seconds: 1_795_431_971)

func mac(_ number: Int) -> MACAddress { MACAddress(bits: 0x0200_0000_0000 | UInt64(number)) }

func stored(
  _ number: Int, on interface: InterfaceName = eth0, for length: Duration? = .seconds(600),
  scope: Scope = .dhcp,
  port: InterfaceName? = nil, reason: String = "20 messages in 5 s"
) -> StoredBlock {
  let remark = BlockComment(origin: .watch, since: start, reason: reason, strikes: 2)
  return StoredBlock(
    interface: interface, block: Block(mac: mac(number), scope: scope, port: port, remark: remark),
    until: length.map { start + $0 })
}

extension Ledger {
  /// The running blocks in the order of their keys.
  func sorted(on interface: InterfaceName = eth0, now: Timestamp = start) -> [StoredBlock] {
    running(on: interface, now: now).sorted { $0.block.key < $1.block.key }
  }

  /// All that there is to be told.
  func incidents() -> [LedgerError] {
    var all: [LedgerError] = []
    while let incident = takeIncident() { all.append(incident) }
    return all
  }
}
