import TestKit
import Testing

/// All scenarios are recorded at once, as most of the time they wait.
@Suite("Real attackers and real clients, recorded live", .serialized, .enabled(if: Namespace.isPrivate))
struct DetectionTests {
  private static let names = [
    "dhcpstarv", "yersinia-discover", "dhcpig", "dhclient-loop", "udhcpc-loop", "decline-squatter",
    "network-boot", "stale-lease", "perfdhcp",
  ]
  nonisolated(unsafe) private static let running = Result {
    try Dictionary(uniqueKeysWithValues: names.map { ($0, try DetectionScenario($0)) })
  }

  @Test("a tool is judged live as its recording is", arguments: names)
  func judged(name: String) throws {
    let scenario = try #require(try Self.running.get()[name])
    #expect(try scenario.mistakes() == [])
  }
}
