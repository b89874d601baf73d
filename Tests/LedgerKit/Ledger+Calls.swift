import Blocks
public import Ledger
public import Plans
public import Wire

/// What tests say in few words of what the daemon writes.
extension Ledger {
  /// Blocks stand; those of one interface are one transaction.
  public func begin(_ blocks: [StoredBlock], now: Timestamp) {
    for (interface, some) in Dictionary(grouping: blocks, by: \.interface) {
      write(some.map { .begin($0.block, until: $0.until) }, on: interface, now: now)
    }
  }

  /// A block ended.
  public func end(_ key: Block.Key, on interface: InterfaceName, now: Timestamp) {
    end([key], on: interface, now: now)
  }

  /// Blocks ended.
  public func end(_ keys: [Block.Key], on interface: InterfaceName, now: Timestamp) {
    write(keys.map { .end($0, at: now) }, on: interface, now: now)
  }

  /// A source was blocked so often.
  public func note(
    strikes: Int, of mac: MACAddress, on interface: InterfaceName, until end: Timestamp, now: Timestamp
  ) {
    write([.strikes(.address(mac), count: strikes, until: end)], on: interface, now: now)
  }

  /// It is forgiven.
  public func forgive(_ mac: MACAddress, on interface: InterfaceName, now: Timestamp) {
    note(strikes: 0, of: mac, on: interface, until: now, now: now)
  }
}
