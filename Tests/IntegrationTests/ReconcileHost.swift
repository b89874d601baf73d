import Foundation
import PacketFilter
import Plans
import System
import TestKit
import Testing
import Wire

/// A guarded host whose blocks somebody else takes away.
final class ReconcileHost {
  let host: CommandHost
  let daemon: Daemon
  private let table: NFTables

  /// A daemon in mode bridge that has blocked the flooder.
  init(rich: Bool = false, _ words: String = "--interface port0 --mode bridge") throws {
    host = try CommandHost(rich: rich)
    table = try NFTables()
    daemon = try Daemon(words).guarding()
    try host.flood("-r 200 -n 60")
    guard try daemon.says("blocked \(CommandHost.flooder)") else {
      throw ToolFailure(words: "the flooder was not blocked: \(daemon.log)")
    }
  }

  /// How long a repair may take; machines that are emulated are slow.
  static let allowance: Double = isSlow ? 15_000 : 100
  /// Machines that are emulated: there only what happens is told, not how fast.
  static let isSlow = ProcessInfo.processInfo.environment["DHCPWARD_SLOW"] != nil

  /// Does something to the ruleset and gives the milliseconds until the kernel has the flooder's block again, by
  /// looking all the time; infinity when it does not come back.
  func milliseconds(
    _ scope: Scope = .dhcp, until isBack: (StandingBlock) -> Bool = { _ in true },
    after act: () throws -> Void
  )
    throws -> Double
  {
    let mac = try #require(MACAddress(CommandHost.flooder))
    try act()
    let start = SystemClock.boot
    let limit = start + .milliseconds(Int64(Self.allowance) + 5000)
    while SystemClock.boot < limit {
      if let standing = try table.standing(mac, in: scope), isBack(standing),
        try isInstalled(scope)
      {
        return Double((SystemClock.boot - start).clampedMicroseconds) / 1000
      }
      usleep(200)
    }
    return .infinity
  }

  private func isInstalled(_ scope: Scope) throws -> Bool {
    try table.standing(withBlocks: false).scopes.contains(scope)
  }

  /// The lines of the daemon that say this.
  func lines(_ phrase: String) -> [Substring] {
    daemon.log.split(separator: "\n").filter { $0.contains(phrase) }
  }

  /// Whether a flood of the flooder's reaches the bridge.
  func expectBlocked(_ location: SourceLocation = #_sourceLocation) throws {
    let before = try BlockedSet.elements("blocked_dhcp").first { $0.mac == CommandHost.flooder }?.packets ?? 0
    try host.flood("-r 1000 -n 20")
    let after = try BlockedSet.elements("blocked_dhcp").first { $0.mac == CommandHost.flooder }?.packets ?? 0
    #expect(after - before == 20, sourceLocation: location)
  }

  /// Waits until the daemon has nothing to do.
  func rest() throws {
    var (before, quiet) = (-1, 0)
    while quiet < 4 {
      let now = try ticks()
      // On a busy machine it may wait for the processor: then it is not asleep.
      let stat = try String(contentsOfFile: "/proc/\(daemon.pid)/stat", encoding: .utf8)
      quiet = now == before && stat.contains(") S ") ? quiet + 1 : 0
      before = now
      usleep(30_000)
    }
  }

  /// utime and stime of proc(5), in hundredths of a second.
  func ticks() throws -> Int {
    let text = try String(contentsOfFile: "/proc/\(daemon.pid)/stat", encoding: .utf8)
    let fields = text.split(separator: " ").suffix(50).dropFirst(11).prefix(2)
    return try fields.reduce(0) { try $0 + #require(Int($1)) }
  }
}

extension Duration {
  fileprivate var clampedMicroseconds: Int64 {
    components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000
  }
}

/// `nft -f -`
func nft(_ script: String) throws { try Tool.run(["nft", "-f", "-"], input: script) }

/// nft as a process of dhcpward's name: its edits are a person's will.
final class NamedTool {
  private let file: URL

  init() throws {
    file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString)/dhcpward")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let nft = try Tool.run(["sh", "-c", "command -v nft"]).trimmingCharacters(in: .whitespacesAndNewlines)
    try FileManager.default.createSymbolicLink(at: file, withDestinationURL: URL(fileURLWithPath: nft))
  }

  deinit { try? FileManager.default.removeItem(at: file.deletingLastPathComponent()) }

  func run(_ script: String) throws { try Tool.run([file.path, "-f", "-"], input: script) }
}
