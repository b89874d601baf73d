import Flood
import PacketFilter
import Plans
import TestKit
import Testing
import Wire

/// The program in the kernel and the engine block the same sources at the same message, to the microsecond.
@Suite struct EngineEqualityTests {
  /// When each source was blocked first.
  typealias Cuts = [MACAddress: Timestamp]

  static let limits = LoadingTests.limits((20, 5), (30, 30), (50, 60))

  // The program counts messages of all kinds and nothing else.
  private static var policy: Policy {
    var policy = Policy.standard
    policy.thresholds = limits.map { Threshold(count: $0.count, window: $0.window) }
    (policy.starvation, policy.brake, policy.pace) = (nil, 65_536, 65_536)
    return policy
  }

  private func engine(_ capture: SavedFrames) -> (cuts: Cuts, left: Set<MACAddress>) {
    var watchlist = Watchlist(policy: Self.policy)
    var (cuts, left) = (Cuts(), Set<MACAddress>())
    for frame in capture.frames {
      guard let message = Frame.clientMessage(in: frame.octets.span, link: .ethernet) else { continue }
      // Relays and routers are the daemon's to judge, and so are group addresses.
      if message.isRelayed || message.isRouted || message.source.isGroup { left.insert(message.source) }
      guard let finding = watchlist.note(message, at: frame.at) else { continue }
      if case .copies = finding.cause { left.insert(finding.mac) }
      if finding.verdict == .blocked, cuts[finding.mac] == nil { cuts[finding.mac] = frame.at }
    }
    return (cuts, left)
  }

  private func kernel(_ capture: SavedFrames) throws -> Cuts {
    let objects = try XDPObjects(XDPProgram(limits: Self.limits, pace: 65_536), purpose: .timed)
    var cuts = Cuts()
    for frame in capture.frames where frame.octets.count >= 14 {
      // Any time since boot that is not short.
      objects[.now] = UInt64(frame.at.nanoseconds - 1_000_000_000_000_000_000)
      let before = objects[.tripped]
      let verdict = try objects.program.run(on: frame.octets).verdict
      guard objects[.tripped] != before else { continue }
      #expect(verdict == 1)
      let mac = MACAddress(bits: frame.octets[6..<12].reduce(0) { $0 << 8 | UInt64($1) })
      if cuts[mac] == nil { cuts[mac] = frame.at }
    }
    return cuts
  }

  @Test(arguments: SavedFrames.all.map(\.name)) func capturesAreCutAlike(name: String) throws {
    let capture = try SavedFrames(name)
    let (wanted, left) = engine(capture)
    let found = try kernel(capture)
    for mac in Set(wanted.keys).union(found.keys).subtracting(left) {
      #expect(found[mac] == wanted[mac], "\(name) \(mac)")
    }
  }
}
