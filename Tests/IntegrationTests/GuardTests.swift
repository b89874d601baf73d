import Foundation
import TestKit
import Testing

@Suite("The daemon's guard against random sources", .serialized, .enabled(if: Namespace.isPrivate))
struct GuardTests {
  private static let rate = 2000

  private func figures(_ took: [Double?]) -> String {
    let times = took.compactMap(\.self).sorted()
    let shape = times.isEmpty ? "" : ", median \(rounded(times[times.count / 2])) s, last \(rounded(times.last ?? 0)) s"
    return "\(times.count) of \(took.count)\(shape)"
  }

  private func rounded(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

  @Test(
    "under 2,000/s of random sources those that were served before renew at once, and newcomers get a lease",
    arguments: ["bridge", "netdev"])
  func rescue(mode: String) throws {
    let lan = try GuardLAN(clients: 20)
    let daemon = try Daemon("--interface port0 --mode \(mode) --guard").guarding()
    let (known, newcomers) = (Array(lan.clients[..<10]), Array(lan.clients[10...]))
    let none = [Int](repeating: 0, count: 10)
    let running = try known.map { try $0.start() }
    let quiet = GuardLAN.wait(for: known, "bound", beyond: none, within: 60)
    #expect(!quiet.contains(nil), "\(daemon.log)")
    // The kernel is told of those that were served.
    let deadline = Date() + 10
    while try (GuardJSON.read()?.known ?? 0) < 12, Date() < deadline { usleep(50_000) }

    let flood = try lan.startFlood(rate: Self.rate)
    usleep(2_000_000)
    for client in running { client.send(SIGUSR1) }
    let renewed = GuardLAN.wait(for: known, "renew", beyond: none, within: 60)
    for client in running { client.send(SIGTERM) }
    let rebooted = try known.map { try $0.start() }
    let again = GuardLAN.wait(for: known, "bound", beyond: [Int](repeating: 1, count: 10), within: 60)
    let fresh = try newcomers.map { try $0.start() }
    let first = GuardLAN.wait(for: newcomers, "bound", beyond: none, within: 60)
    let report = try #require(try GuardJSON.read())
    flood.send(SIGTERM)
    for client in rebooted + fresh { client.send(SIGTERM) }
    print("guard, mode \(mode), \(Self.rate)/s of random sources, \(report.dropped) messages dropped")
    print("  before the flood: \(figures(quiet)); known ones renew: \(figures(renewed))")
    print("  known ones boot: \(figures(again)); newcomers boot: \(figures(first))")

    #expect(!renewed.contains(nil) && !again.contains(nil) && !first.contains(nil), "\(daemon.log)")
    #expect(report.dropped > Self.rate)
    #expect(report.rate == 20)
    #expect(daemon.stop() == 0)
    #expect(try CommandHost.ruleset().filter { !$0.isEmpty } == [])
  }

  @Test("without the guard: how many of 20 booting clients get a lease in 30 s, for the record")
  func without() throws {
    let lan = try GuardLAN(clients: 20)
    let daemon = try Daemon("--interface port0 --mode netdev").guarding()
    let flood = try lan.startFlood(rate: Self.rate)
    usleep(1_000_000)
    let running = try lan.clients.map { try $0.start() }
    let took = GuardLAN.wait(
      for: lan.clients, "bound", beyond: [Int](repeating: 0, count: 20), within: 30)
    flood.send(SIGTERM)
    for client in running { client.send(SIGTERM) }
    print("no guard, \(Self.rate)/s of random sources: \(figures(took))")
    #expect(try GuardJSON.read() == nil)
    #expect(daemon.stop() == 0)
  }
}

/// What `status --json` says of the guard.
struct GuardJSON: Decodable {
  var rate: Int
  var dropped: Int
  var known: Int

  private struct Status: Decodable { var `guard`: GuardJSON? }

  static func read() throws -> GuardJSON? {
    try JSONDecoder().decode(Status.self, from: Data(try Program.succeed("status --json").utf8)).guard
  }
}
