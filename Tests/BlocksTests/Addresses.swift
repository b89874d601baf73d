import Flood
import Plans
import Wire

@testable import Blocks

// Most tests are of Ethernet sources, and name them so.

extension Block.Key {
  var mac: MACAddress { subject.address ?? .zero }
}

extension BlockTable {
  func isBlocked(_ mac: MACAddress) -> Bool { isBlocked(.address(mac)) }
  func block(of mac: MACAddress) -> Block? { block(of: .address(mac)) }
  mutating func hear(_ mac: MACAddress, at moment: Timestamp, isBehind: Bool, now: ClockReading) -> Block? {
    hear(.address(mac), at: moment, isBehind: isBehind, now: now)
  }
}

extension BlockCommand {
  static func unblock(
    macs: Set<MACAddress>?, port: InterfaceName? = nil, standing: [StandingBlock], takesOut: Bool = true
  ) -> BlockCommand {
    .unblock(macs.map { Set($0.map(Subject.address)) }, port: port, standing: standing, takesOut: takesOut)
  }
}

extension StateChange {
  static func strikes(_ mac: MACAddress, count: Int, until: Timestamp) -> StateChange {
    .strikes(.address(mac), count: count, until: until)
  }
}

extension EngineOrder {
  static func ban(_ mac: MACAddress, until: Timestamp, strikes: Int) -> EngineOrder {
    .ban(.address(mac), until: until, strikes: strikes)
  }
  static func extend(_ mac: MACAddress, until: Timestamp) -> EngineOrder {
    .extend(.address(mac), until: until)
  }
  static func release(_ mac: MACAddress, strikes: StrikeOutcome) -> EngineOrder {
    .release(.address(mac), strikes: strikes)
  }
  static func dropped(_ mac: MACAddress, _ packets: UInt64) -> EngineOrder {
    .dropped(.address(mac), packets)
  }
}

extension EngineOrder.Strikes {
  init(mac: MACAddress, count: Int, end: Timestamp) { self.init(.address(mac), count: count, end: end) }
}

extension BlockEvent {
  static func failed(_ attempt: Attempt, _ mac: MACAddress, _ words: String) -> BlockEvent {
    .failed(attempt, .address(mac), words)
  }
}

extension BlockEvent.Ending {
  static func replaced(by mac: MACAddress) -> BlockEvent.Ending { .replaced(by: .address(mac)) }
}

extension BlockRefusal {
  static func exempt(_ mac: MACAddress, _ why: Spared) -> BlockRefusal { .exempt(.address(mac), why) }
}

extension LeakWatch {
  mutating func hear(_ mac: MACAddress, now: BootTime) { hear(.address(mac), now: now) }
  mutating func judge(_ mac: MACAddress, dropped: UInt64, now: BootTime) -> Int? {
    judge(.address(mac), dropped: dropped, now: now)
  }
  mutating func forget(_ mac: MACAddress) { forget(.address(mac)) }
}
