import Flood
import Foundation
import Plans
import TestKit
import Watchdog
import Wire

@testable import Notify

/// Events and pictures as a daemon makes them, of one moment.
enum Samples {
  static let at = Timestamp(seconds: 1_795_432_004, nanoseconds: 262_009_000)
  static let eth0 = InterfaceName("eth0")
  static let mac = MACAddress("02:00:00:00:00:99")

  static func block(_ mac: MACAddress? = mac, _ message: String? = nil) -> Event {
    Event(
      at: at, .block, level: .notice, interface: eth0, mac: mac,
      message ?? "blocked \(mac.map { "\($0)" } ?? "") for 5 min: 20 messages in 5 s",
      reason: "20 messages in 5 s", origin: .watch, scope: .dhcp, length: .seconds(300), strikes: 1,
      behind: InterfaceName("vnet3").map { Whereabouts(port: $0, guest: "web1") }, vendor: "ACME Inc.",
      delay: .microseconds(4_230))
  }

  static func number(_ number: Int) -> Event {
    block(MACAddress(bits: 0x0200_0000_0000 + UInt64(number)))
  }

  /// One of each kind.
  static let events: [Event] = [
    Event(at: at, .start, interface: eth0, "guarding eth0: mode netdev, nftables, scope dhcp"),
    block(),
    Event(
      at: at, .extend, level: .notice, interface: eth0, mac: mac,
      "02:00:00:00:00:99 goes on flooding: blocked for 5 min more", reason: "31 frames in 30 s",
      origin: .watch, scope: .dhcp, length: .milliseconds(300_500), strikes: 1),
    Event(
      at: at, .unblock, interface: eth0, mac: mac, "unblocked 02:00:00:00:00:99", origin: .hand, scope: .all),
    Event(
      at: at, .warn, level: .notice, interface: eth0, mac: mac,
      "warned 02:00:00:00:00:99: 13 messages in 60 s", reason: "13 messages in 60 s"),
    Event(
      at: at, .spare, level: .warning, interface: eth0, mac: mac,
      "spared 02:00:00:00:00:99 (gateway): 30 messages in 30 s", reason: "30 messages in 30 s"),
    Event(
      at: at, .alarm, level: .warning, interface: eth0, mac: mac,
      "alarm starvation 02:00:00:00:00:99: 12 clients in 60 s", reason: "12 clients in 60 s",
      alarm: .starvation),
    Event(at: at, .repair, level: .warning, interface: eth0, "table bridge dhcpward was put back"),
    Event(at: at, .reload, "the settings were read again"),
    Event(at: at, .failure, level: .error, interface: eth0, mac: mac, "block 02:00:00:00:00:99 failed: no"),
    Event(at: at, .note, interface: eth0, "received 3562 frames"),
    Event(at: at, .stop, interface: eth0, "stopped; the network is as it was"),
  ]

  /// What strangers would write if they could: line ends, quotes, escapes, shell, SGML, a header, bidirectional marks.
  static let hostile =
    "a\nBcc: x@y\r\n\u{1b}[31m\"$(reboot)`id`';|&\\ \u{0}\u{7f}\u{9b}2J <!channel> %s \u{202e}\u{2028}é"

  static var hostileEvent: Event {
    var event = block(mac, "blocked " + hostile)
    event.reason = hostile
    event.vendor = hostile
    event.behind?.guest = hostile
    return event
  }

  /// `moment` moves all that counts.
  static func picture(moment: Int = 0) -> Picture {
    var posts: [Picture.Post] = []
    for (name, bridge) in [("eth0", nil), ("virbr\"0\\", InterfaceName("br0"))] {
      guard let interface = InterfaceName(name), let mac else { continue }
      var post = Picture.Post(
        interface: interface, mode: bridge == nil ? .netdev : .bridge, dialect: .nftables, scope: .dhcp,
        bridge: bridge, capacity: 65_536)
      post.framesReceived = UInt64(3562 + 100 * moment)
      post.framesDropped = UInt64(moment)
      post.messages = [.discover: 1500 + 90 * moment, .request: 12 + moment, .solicit: 7, .request6: 3]
      post.events = [.block: 2 + moment / 10, .warn: 5, .alarm: 1 + moment / 20]
      post.alarms = [.starvation: 1 + moment / 20]
      (post.sources, post.ownBlocks, post.handBlocks) = (17 + moment % 9, 1 + moment % 3, 1)
      var talker = Picture.Talker(mac: mac, last: at)
      talker.dropped = UInt64(41_000 + 80 * moment)
      post.talkers = [talker, talker]
      posts.append(post)
    }
    let since = at + .seconds(-3600)
    return Picture(at: at, since: since, isDurable: true, posts: posts)
  }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func scratch() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "notifier-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  /// A program for a hook.
  static func script(_ text: String, in folder: URL, _ name: String = "hook") throws -> String {
    let url = folder.appending(path: name)
    // By another process: a file that this one has open for writing could not be run while a test beside starts something.
    try Tool.run(["sh", "-c", "cat >\"$1\" && chmod 755 \"$1\"", "sh", url.path], input: text)
    return url.path
  }
}

/// What threads leave behind.
final class Notebook: @unchecked Sendable {
  private let lock = NSLock()
  private var lines: [String] = []

  var all: [String] { lock.withLock { lines } }
  func note(_ line: String) { lock.withLock { lines.append(line) } }

  /// Waits until there are that many lines; false after ten seconds.
  func has(_ count: Int) -> Bool {
    for _ in 0..<1000 {
      if all.count >= count { return true }
      usleep(10_000)
    }
    return false
  }
}
