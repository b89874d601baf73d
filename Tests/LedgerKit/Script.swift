public import Ledger
import Plans
import TestKit
public import Wire

/// A day in the life of a ledger, the same for the same seed, and what has to be remembered after each step of it.
public struct Script {
  /// One thing that the daemon does.
  enum Step {
    case begin([StoredBlock])
    case end([Block.Key])
    case allow(MACAddress)
    case disallow(MACAddress)
    case note(MACAddress, Int)
    case record(Int)
    case settle
    case restart
  }

  /// The interface of all of it.
  public static let interface = named("eth0")
  /// When it starts; every step is a second.
  public static let start = Timestamp(seconds: 1_795_431_971)
  static let macs = (1...10).map { MACAddress(bits: 0x0200_0000_0000 | $0) }
  /// Every other one of them is behind a router, whose address is the first.
  static let subjects = macs.map { mac -> Subject in
    guard mac.bits & 1 == 0 else { return .address(mac) }
    let name = RelayedClient.Name.v4(giaddr: IPv4Address(bits: 0x0a09_0001), chaddr: mac)
    return .client(RelayedClient(name, behind: macs[0]))
  }

  let steps: [Step]

  /// A script from a seed.
  public init(seed: UInt64, count: Int = 36) {
    var random = SeededRandom(seed: seed)
    steps = (0..<count).map { step in
      let number = Int.random(in: 0..<10, using: &random)
      let (mac, subject) = (Self.macs[number], Self.subjects[number])
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<8:
        let some = Self.subjects.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
        return .begin(some.map { Self.stored($0, number: step, using: &random) })
      case 8..<12: return .end([Block.Key(subject, scope: .dhcp)])
      case 12: return .end(Self.subjects.prefix(4).map { Block.Key($0, scope: .dhcp) })
      case 13: return .allow(mac)
      case 14: return .disallow(mac)
      case 15: return .note(mac, Int.random(in: 1...9, using: &random))
      case 16, 17: return .record(Int.random(in: 1...30, using: &random))
      case 18: return .settle
      default: return .restart
      }
    }
  }

  private static func stored(
    _ subject: Subject, number: Int, using random: inout SeededRandom
  ) -> StoredBlock {
    let remark = BlockComment(
      origin: .watch, since: start + .seconds(number), reason: "\(number) messages in 5 s",
      strikes: Int.random(in: 1...5, using: &random))
    return StoredBlock(
      interface: interface, block: Block(subject, scope: .dhcp, remark: remark),
      until: Bool.random(using: &random)
        ? nil : start + .seconds(Int.random(in: 1000...100_000, using: &random)))
  }

  /// Plays it. `attempt` is told before each step what is to be remembered after it, `acknowledge` after it, with the
  /// ledger, and ends it all by false. Gives the last ledger.
  @discardableResult
  public func play(
    open: (Timestamp) -> Ledger, attempt: (Memory) -> Void = { _ in },
    acknowledge: (Memory, Ledger, Timestamp) -> Bool
  ) -> Ledger? {
    var now = Self.start
    var memory = Memory()
    attempt(memory)
    var ledger = open(now) as Ledger?
    // No other name for it may outlive a restart.
    guard ledger.map({ acknowledge(memory, $0, now) }) == true else { return ledger }
    for (number, step) in steps.enumerated() {
      now = now + .seconds(1)
      memory.take(step, now: now)
      attempt(memory)
      if case .restart = step {
        ledger = nil
        ledger = open(now)
      } else {
        if let ledger { take(step, number, ledger, now: now) }
      }
      guard ledger.map({ acknowledge(memory, $0, now) }) == true else { return ledger }
    }
    return ledger
  }

  private func take(_ step: Step, _ number: Int, _ ledger: Ledger, now: Timestamp) {
    switch step {
    case .begin(let blocks): ledger.begin(blocks, now: now)
    case .end(let keys): ledger.end(keys, on: Self.interface, now: now)
    case .allow(let mac): ledger.write([.allow(mac)], on: Self.interface, now: now)
    case .disallow(let mac): ledger.write([.disallow(mac)], on: Self.interface, now: now)
    case .note(let mac, let count):
      ledger.note(strikes: count, of: mac, on: Self.interface, until: now, now: now)
    case .record(let count):
      for index in 0..<count {
        ledger.record(
          EventRecord(
            at: now, kind: "note", mac: Self.macs[index % 10],
            message: "\(number).\(index) " + String(repeating: "x", count: index * 20)))
      }
    case .settle: ledger.settle(now: now)
    case .restart: break
    }
  }
}

/// The interface of that name, which is one.
public func named(_ name: String) -> InterfaceName {
  guard let interface = InterfaceName(name) else { fatalError("\(name) is no interface name") }
  return interface
}
