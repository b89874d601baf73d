import Blocks
import Daemon
import Flood
import Foundation
import Placement
import Plans
import TestKit
import Wire

@testable import Notify

/// Events and snapshots as a daemon makes them, of one moment.
enum Samples {
  static let at = Timestamp(seconds: 1_795_432_004, nanoseconds: 262_009_000)
  static let eth0 = InterfaceName("eth0")
  static let mac = MACAddress("02:00:00:00:00:99")

  static func block(
    _ mac: MACAddress? = mac, _ words: String? = nil, isSomewhere: Bool = true
  ) -> Event {
    let mac = mac ?? .zero
    var place = isSomewhere ? vnet3 : nil
    if let words { place?.guest = words }
    let remark = BlockComment(origin: .watch, since: at, reason: "20 messages in 5 s", behind: place)
    let block = Block(mac: mac, scope: .dhcp, lifetime: .seconds(300), remark: remark)
    let finding = finding(mac, notes: words.map { [$0] } ?? [])
    return event(
      .blocked(block, finding, .init(delay: .microseconds(4_230), vendor: words ?? "ACME Inc.")))
  }

  /// The line of `block()`.
  static let words =
    "blocked 02:00:00:00:00:99 (ACME Inc.) for 5 min, behind vnet3, guest web1: 20 messages in 5 s; in force 4.2 ms "
    + "after the message that tripped it; a randomised or local address"

  static let vnet3 = InterfaceName("vnet3").map { Whereabouts(port: $0, guest: "web1") }

  static func number(_ number: Int) -> Event {
    block(MACAddress(bits: 0x0200_0000_0000 + UInt64(number)))
  }

  /// A block's end.
  static func end(_ mac: MACAddress? = mac) -> Event {
    event(.ended(Block.Key(mac: mac ?? .zero, scope: .all, port: nil), .byHand, behind: vnet3))
  }

  private static func event(_ what: Occurrence, on interface: InterfaceName? = eth0) -> Event {
    Event(at: at, what, interface: interface)
  }

  /// One of each kind, or more.
  static let events: [Event] = {
    guard let mac, let eth0 else { return [] }
    let key = Block.Key(mac: mac, scope: .dhcp, port: nil)
    let site = Site(
      mode: .netdev, dialect: .nftables, interface: eth0, bridge: nil, reason: "netdev as asked")
    let bridge = Bridge(name: eth0, port: eth0, address: mac, origin: .watch)
    return [
      event(.started(site, scope: .dhcp, isDryRun: false)),
      block(),
      event(.extended(Block(mac: mac, scope: .dhcp), by: .milliseconds(300_500))),
      end(),
      event(.ended(key, .over, behind: nil)),
      event(.warned(finding(mac), said: nil, behind: nil)),
      event(.spared(finding(mac), .gateway, said: nil, dropsOwn: false)),
      event(.alarm(Alarm(kind: .starvation, at: at, mac: mac, detail: "12 clients in 60 s"))),
      event(.repaired(.init(culprit: "nft", isOfRules: true, blocks: 2, took: .milliseconds(3)))),
      event(.mended(.takenIn(bridge))),
      event(.reload(.done([eth0], awaited: [])), on: nil),
      event(.failed(.block, .address(mac), "no")),
      event(.received(frames: 3562, unread: 0)),
      event(.stopped(.undone(.whole))),
    ]
  }()

  private static func finding(_ mac: MACAddress, notes: [String] = []) -> Finding {
    Finding(
      mac: mac, at: at, verdict: .blocked, cause: .threshold(Threshold(count: 20, window: .seconds(5))),
      notes: notes, ban: .seconds(300), strikes: 1, evidence: evidence)
  }

  // Of the engine's own making.
  private static let evidence: Evidence = {
    var watchlist = Watchlist(policy: Policy(thresholds: [Threshold(count: 1, window: .seconds(1))]))
    let message = ClientMessage(source: MACAddress(bits: 0x02_0000_0000_99), kind: .discover, client: 5)
    guard let finding = watchlist.note(message, at: at) else { preconditionFailure("one is a flood here") }
    return finding.evidence
  }()

  /// What strangers would write if they could: line ends, quotes, escapes, shell, SGML, a header, bidirectional marks.
  static let hostile =
    "a\nBcc: x@y\r\n\u{1b}[31m\"$(reboot)`id`';|&\\ \u{0}\u{7f}\u{9b}2J <!channel> %s \u{202e}\u{2028}é"

  static var hostileEvent: Event { block(mac, hostile) }

  /// `moment` moves all that counts.
  static func snapshot(moment: Int = 0) -> Snapshot {
    var guarded: [Snapshot.Interface] = []
    for (name, bridge) in [("eth0", nil), ("virbr\"0\\", InterfaceName("br0"))] {
      guard let name = InterfaceName(name), let mac else { continue }
      var interface = Snapshot.Interface(
        name: name, mode: bridge == nil ? .netdev : .bridge, dialect: .nftables, scope: .dhcp,
        bridge: bridge, capacity: 65_536)
      interface.framesReceived = UInt64(3562 + 100 * moment)
      interface.framesDropped = UInt64(moment)
      interface.messages = [.discover: 1500 + 90 * moment, .request: 12 + moment, .solicit: 7, .request6: 3]
      interface.events = [.block: 2 + moment / 10, .warn: 5, .alarm: 1 + moment / 20]
      interface.alarms = [.starvation: 1 + moment / 20]
      (interface.sources, interface.ownBlocks, interface.handBlocks) = (17 + moment % 9, 1 + moment % 3, 1)
      var talker = Snapshot.Talker(mac: mac, last: at)
      talker.dropped = UInt64(41_000 + 80 * moment)
      interface.talkers = [talker, talker]
      if bridge == nil {
        interface.hookCounters = [
          .messages: UInt64(90_000 + 700 * moment), .dropped: UInt64(88_000 + 690 * moment),
        ]
        interface.hookMemory = 23_384 << 10
      }
      guarded.append(interface)
    }
    let since = at + .seconds(-3600)
    return Snapshot(at: at, since: since, isDurable: true, guarded: guarded)
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
