import Blocks
import Flood
import Foundation
import Ledger
import Placement
import Plans
import PlansKit
import TestKit
import Wire

@testable import Daemon

/// A daemon on a `FakeHost` with two NICs, a state file and a log that is kept.
final class DaemonLab {
  /// What was told and shown, and what the settings file says.
  final class Record {
    var told: [Event] = []
    var shown: [Plan] = []
    var file: () throws -> [Settings] = { [] }
  }

  static let flooder = mac("02:00:00:00:00:99")
  let host: FakeHost
  let record = Record()
  private let folder: URL
  private(set) var ledger: Ledger
  private(set) var daemon: Daemon

  init(
    _ settings: [Settings] = [settings()], without missing: Set<String> = [], bridge: String? = nil
  ) throws {
    var links = ["eth0", "eth1"].filter { !missing.contains($0) }.enumerated().map { place, text in
      Self.link(text, index: Int32(place) + 2)
    }
    if let bridge {
      links.append(
        Link(
          name: name(bridge), index: 9, kind: .bridge, address: mac("02:00:00:00:00:09"), mtu: 1500,
          isUp: true))
    }
    host = FakeHost(Network(links: links))
    folder = FileManager.default.temporaryDirectory.appending(path: "daemon-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    ledger = Self.ledger(folder, host)
    daemon = try Self.daemon(settings, host, ledger, record)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  static func link(_ text: String, index: Int32) -> Link {
    Link(
      name: name(text), index: index, kind: .ethernet(""), address: mac("02:00:00:00:00:0\(index)"),
      mtu: 1500,
      isUp: true)
  }

  static func settings(
    _ interface: String = "eth0", mode: Mode = .netdev, dry: Bool = false, keeps: Bool = false,
    thresholds: [Threshold] = [Threshold(count: 20, window: .seconds(5))]
  ) -> Settings {
    Settings(
      wish: Site.Wish(interface: name(interface), bridge: nil, mode: mode, dialect: nil), scope: .dhcp,
      policy: Policy(thresholds: thresholds, starvation: nil), isDryRun: dry, keeps: keeps)
  }

  private static func ledger(_ folder: URL, _ host: FakeHost) -> Ledger {
    Ledger(path: folder.appending(path: "state.db").path, now: host.clock.wall)
  }

  private static func daemon(
    _ settings: [Settings], _ host: FakeHost, _ ledger: Ledger, _ record: Record
  ) throws -> Daemon {
    let log = RateLimitedLog(at: host.clock.boot, line: { _ in }, observe: { record.told.append($0) })
    let isDry = settings.contains(where: \.isDryRun)
    let environment = DaemonEnvironment(
      log: log, ledger: isDry ? nil : ledger, clock: { host.clock }, show: { record.shown.append($0) },
      settings: { try record.file() })
    return try Daemon(settings: settings, host: host, writer: host, environment: environment)
  }

  /// The daemon was killed, and is started again.
  func restart(_ settings: [Settings] = [settings()]) throws {
    ledger.settle(now: host.clock.wall)
    ledger = Self.ledger(folder, host)
    daemon = try Self.daemon(settings, host, ledger, record)
    try daemon.start()
  }

  /// So many messages of a source, a tenth of a second apart; then the daemon takes its turn.
  func send(_ count: Int, from source: MACAddress = flooder) throws {
    for _ in 0..<count {
      host.pass(.milliseconds(100))
      // Copies of one frame would be a network that loops.
      let frame = DHCPv4Frame(source: source) {
        $0.message.xid = UInt32(truncatingIfNeeded: host.clock.boot.nanoseconds)
      }
      host.clients?.waiting.append((frame.bytes, host.clock.wall))
    }
    try daemon.step()
  }

  /// Time passes, and the daemon takes its turn whenever it wants to.
  func wait(_ length: Duration) throws {
    let end = host.clock.boot + length
    while let due = daemon.guarded.compactMap(\.due).min(), due < end {
      host.pass(max(.milliseconds(1), due - host.clock.boot))
      try daemon.step()
    }
    host.pass(max(.zero, end - host.clock.boot))
    try daemon.step()
  }

  /// What was told.
  var told: [Occurrence] { record.told.map(\.what) }
  /// Its kinds, notes left out.
  var kinds: [Event.Kind] { record.told.map(\.kind).filter { $0 != .note } }

  /// Who is dropped at eth0's ingress.
  var dropped: [MACAddress] { host.rules(.netdev(name("eth0"))).blocks.compactMap(\.block.mac) }
}
