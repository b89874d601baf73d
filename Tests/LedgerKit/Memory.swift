public import Ledger
import Plans
public import Wire

/// What has to be remembered, or is: of every source of the script its block, or its end, and who is allowed.
/// History may be a second late, and strikes go with blocks, so they are not in it.
public struct Memory: Hashable, CustomStringConvertible {
  private var running: [Subject: StoredBlock] = [:]
  private var ended: Set<Subject> = []
  private var allowed: Set<MACAddress> = []

  /// Nothing.
  public init() {}

  /// What a ledger has.
  public init(of ledger: Ledger, now: Timestamp) {
    for stored in ledger.running(on: Script.interface, now: now) { running[stored.block.subject] = stored }
    ended = Set(
      Script.subjects.filter {
        ledger.fate(of: Block.Key($0, scope: .dhcp), on: Script.interface, now: now) == .ended
      })
    allowed = Set(ledger.allowed)
  }

  mutating func take(_ step: Script.Step, now: Timestamp) {
    switch step {
    case .begin(let blocks):
      for stored in blocks {
        running[stored.block.subject] = stored
        ended.remove(stored.block.subject)
      }
    case .end(let keys):
      for key in keys {
        running[key.subject] = nil
        ended.insert(key.subject)
      }
    case .allow(let mac): allowed.insert(mac)
    case .disallow(let mac): allowed.remove(mac)
    case .note, .record, .settle, .restart: break
    }
  }

  /// One line.
  public var description: String {
    let blocks = running.values.sorted { $0.block.key < $1.block.key }.map { stored in
      let remark = stored.block.remark.map { "\($0)" } ?? "-"
      return "\(stored.block.subject)>\(stored.until.map { "\($0)" } ?? "-") \(remark)"
    }
    return "\(blocks.joined(separator: ", ")); ended \(ended.sorted()); allowed \(allowed.sorted())"
  }
}
