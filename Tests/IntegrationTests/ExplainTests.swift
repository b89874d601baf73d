import Foundation
import TestKit
import Testing

@Suite("The running daemon, asked", .serialized, .enabled(if: Namespace.isPrivate))
struct ExplainTests {
  private struct Standing: Decodable {
    struct Part: Decodable {
      struct Fill: Decodable {
        let threshold: String
        let count: Int
      }
      let messages: Int
      let kinds: [String: Int]
      let thresholds: [Fill]
    }
    let schema: String
    let interface: String
    let blockedUntil: String?
    let exemption: String?
    let strikes: Int
    let versions: [Part]
  }

  private func ask(_ mac: String) throws -> Standing {
    let answer = try Program.succeed("explain \(mac) --json")
    return try JSONDecoder().decode(Standing.self, from: Data(answer.utf8))
  }

  @Test("says why a source is blocked, why another is not, and nothing of one that it never heard")
  func explained() throws {
    let host = try CommandHost()
    #expect(try Program.run("explain \(CommandHost.flooder)").status == 69)
    let daemon = try Daemon("--interface port0 --allow 02:00:00:00:00:77").guarding()
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try host.flood("-r 100 -n 3", from: "02:00:00:00:00:98")
    // The daemon hears it up to 10 ms later.
    usleep(200_000)

    let flooder = try ask(CommandHost.flooder)
    #expect(flooder.schema == "dhcpward.standing/1")
    #expect(flooder.interface == "port0")
    #expect(flooder.blockedUntil != nil)
    #expect(flooder.strikes == 1)
    let part = try #require(flooder.versions.first)
    #expect(part.thresholds.first { $0.threshold == "20/5s" }?.count ?? 0 >= 20)

    let quiet = try ask("02:00:00:00:00:98")
    #expect(quiet.blockedUntil == nil)
    #expect(quiet.versions.first?.messages == 3)
    #expect(quiet.versions.first?.kinds == ["discover": 3])
    #expect(try ask("02:00:00:00:00:77").exemption == "allow-listed")
    #expect(try ask("02:00:00:00:00:55").versions.isEmpty)

    let words = try Program.succeed("explain \(CommandHost.flooder) --interface port0")
    #expect(words.contains("blocked until"), "\(words)")
    #expect(words.contains("Z, since 2"), "\(words)")
    #expect(words.contains("20 messages in 5 s"), "\(words)")
    #expect(daemon.stop() == 0)
    #expect(try Program.run("explain \(CommandHost.flooder)").status == 69)
  }
}
