import Daemon
import Plans
import Testing
import Wire

/// Snapshots for tests.
enum Model {
  static let start = Timestamp(seconds: 1_800_000_000)
  static let flooder = MACAddress(bits: 0x0200_0000_0099)
  static let client = MACAddress(bits: 0x001b_213c_9df8)

  static func interface(_ name: String = "eth0") throws -> InterfaceName { try #require(InterfaceName(name)) }

  static func talker(
    _ mac: MACAddress, messages: Int, dropped: UInt64 = 0, verdict: Snapshot.Talker.Verdict = .clean,
    left: Duration? = nil
  ) -> Snapshot.Talker {
    var talker = Snapshot.Talker(mac: mac, last: start)
    talker.messages = messages
    talker.dropped = dropped
    talker.verdict = verdict
    talker.until = left.map { start + $0 }
    talker.kinds = [.discover: messages]
    return talker
  }

  static func snapshot(
    _ talkers: [Snapshot.Talker], messages: Int = 0, since: Timestamp = start, posts: [String] = ["eth0"]
  ) throws -> Snapshot {
    Snapshot(
      at: start, since: since, isDurable: true,
      guarded: try posts.map { name in
        var interface = Snapshot.Interface(
          name: try Self.interface(name), mode: .bridge, dialect: .nftables, scope: .dhcp,
          bridge: InterfaceName("br0"), capacity: 65_536)
        interface.messages = [.discover: messages]
        interface.talkers = talkers
        interface.sources = talkers.count
        return interface
      })
  }
}
