import Plans
import Testing
import Watchdog
import Wire

/// Pictures for tests.
enum Model {
  static let start = Timestamp(seconds: 1_800_000_000)
  static let flooder = MACAddress(bits: 0x0200_0000_0099)
  static let client = MACAddress(bits: 0x001b_213c_9df8)

  static func interface(_ name: String = "eth0") throws -> InterfaceName { try #require(InterfaceName(name)) }

  static func talker(
    _ mac: MACAddress, messages: Int, dropped: UInt64 = 0, verdict: Picture.Talker.Verdict = .clean,
    left: Duration? = nil
  ) -> Picture.Talker {
    var talker = Picture.Talker(mac: mac, last: start)
    talker.messages = messages
    talker.dropped = dropped
    talker.verdict = verdict
    talker.until = left.map { start + $0 }
    talker.kinds = [.discover: messages]
    return talker
  }

  static func picture(
    _ talkers: [Picture.Talker], messages: Int = 0, since: Timestamp = start, posts: [String] = ["eth0"]
  ) throws -> Picture {
    Picture(
      at: start, since: since, isDurable: true,
      posts: try posts.map { name in
        var post = Picture.Post(
          interface: try interface(name), mode: .bridge, dialect: .nftables, scope: .dhcp,
          bridge: InterfaceName("br0"), capacity: 65_536)
        post.messages = [.discover: messages]
        post.talkers = talkers
        post.sources = talkers.count
        return post
      })
  }
}
