public import Rules
public import Wire

/// A block as it is to stand on an interface, whatever becomes of the machine meanwhile.
public struct Sentence: Hashable, Sendable {
  /// Where.
  public var interface: InterfaceName
  /// Whom and why; its `lifetime` is not looked at.
  public var block: Block
  /// The end by the wall clock; nil for none.
  public var until: Timestamp?

  /// A sentence from its parts.
  public init(interface: InterfaceName, block: Block, until: Timestamp?) {
    self.interface = interface
    self.block = block
    self.until = until
  }
}

/// What a block came to, as far as is known.
public enum Fate: Hashable, Sendable {
  /// Never heard of.
  case unknown
  /// It is to stand.
  case running
  /// It ended, or was ended.
  case ended
}

public struct LedgerError: Error, CustomStringConvertible {
  public var description: String { "" }
}

public struct HistoryEntry {
  public var at: Timestamp
  public var kind: String
  public var interface: InterfaceName?
  public var mac: MACAddress?
  public var message: String
  public var reason: String?
  public var strikes: Int?
  public var alarm: String?
  public init(at: Timestamp, kind: String, interface: InterfaceName?, mac: MACAddress?, message: String, reason: String?, strikes: Int?, alarm: String?) {
    (self.at, self.kind, self.interface, self.mac, self.message, self.reason, self.strikes, self.alarm) = (at, kind, interface, mac, message, reason, strikes, alarm)
  }
}

public final class Ledger {
  public enum Condition { case durable; case inMemory(LedgerError) }
  public var condition: Condition { .durable }
  public var isDurable: Bool { if case .durable = condition { true } else { false } }
  public init(path: String, now: Timestamp) {}
  public func takeIncident() -> LedgerError? { nil }
  public func begin(_ sentences: [Sentence], now: Timestamp) {}
  public func end(_ key: Block.Key, on interface: InterfaceName, now: Timestamp) {}
  public func running(on interface: InterfaceName, now: Timestamp) -> [Sentence] { [] }
  public func fate(of key: Block.Key, on interface: InterfaceName) -> Fate { .unknown }
  public func note(strikes: Int, of mac: MACAddress, on interface: InterfaceName, until end: Timestamp) {}
  public func strikes(on interface: InterfaceName) -> [(mac: MACAddress, count: Int, end: Timestamp)] { [] }
  public func forgive(_ mac: MACAddress, on interface: InterfaceName) {}
  public func know(_ macs: [MACAddress], until: Timestamp, on interface: InterfaceName) {}
  public func known(on interface: InterfaceName, now: Timestamp) -> [(mac: MACAddress, until: Timestamp)] { [] }
  public func allow(_ mac: MACAddress, now: Timestamp) {}
  public func disallow(_ mac: MACAddress, now: Timestamp) {}
  public var allowed: [MACAddress] { [] }
  public func record(_ entry: HistoryEntry) {}
  public func settle(now: Timestamp) {}
  public var due: Timestamp? { nil }
}
