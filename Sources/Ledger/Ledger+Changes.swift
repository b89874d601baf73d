public import Blocks
import Plans
public import Wire

extension Ledger {
  /// Remembers what becomes of blocks at an interface, before the kernel is told. All of it or nothing; synced when this
  /// returns, if `condition` is durable.
  public func write(_ changes: [StateChange], on interface: InterfaceName, now: Timestamp) {
    for change in changes {
      switch change {
      case .begin(let block, let until):
        state.begin(StoredBlock(interface: interface, block: block, until: until))
      case .end(let key, let moment): state.end(Place(interface: interface, key: key), now: moment)
      case .strikes(let subject, let count, let end):
        let source = LedgerState.Offender(interface: interface, subject: subject)
        guard count > 0 || state.strikes[source] != nil else { continue }
        state.note(source, count > 0 ? LedgerState.Strikes(count: min(count, 99), end: end) : nil)
      case .allow(let mac):
        if state.allowed[mac] == nil { state.allow(mac, LedgerState.Allowance(since: now, remark: "")) }
      case .disallow(let mac):
        if state.allowed[mac] != nil { state.allow(mac, nil) }
      }
    }
    write(now: now)
  }
}
