import Foundation
import TestKit
import Testing

/// Captures of what relays bring: the clients behind them, as `replay` and `explain` tell of them.
@Suite("Captures from behind relays")
struct RelayedCaptureTests {
  private func run(_ words: String...) throws -> Tool.Answer {
    try Tool.answer([BuiltProgram.dhcpward] + words + ["--config", "/dev/null"])
  }

  private func file(_ name: String) -> String { Captures.file(name).path }

  private func sources(_ name: String) throws -> [[String: Any]] {
    let answer = try run("replay", "--json", file(name))
    let report = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
    return try #require(report?["sources"] as? [[String: Any]])
  }

  @Test("the client that floods is named with its line, and its relay is spared")
  func flooder() throws {
    let relay = try #require(try sources("relayed-flooder").first)
    #expect(relay["verdict"] as? String == "spared" && relay["clientsLeftOut"] as? Int == 0)
    let clients = try #require(relay["clients"] as? [[String: Any]])
    #expect(clients.count == 31)
    let first = try #require(clients.first)
    #expect(first["client"] as? String == "02:00:00:00:0b:99" && first["giaddr"] as? String == "10.2.0.1")
    #expect(first["verdict"] as? String == "blocked" && first["reason"] as? String == "20 messages in 5 s")
    #expect(first["messages"] as? Int == 120 && first["at"] is Double)
    #expect((first["line"] as? [String: Any])?["text"] as? String == "ge-0/0/153")
    for key in ["link", "peer", "duid"] { #expect(first[key] is NSNull, "\(key)") }
    #expect(clients.dropFirst().allSatisfy { $0["verdict"] as? String == "clean" })
    #expect(try run("replay", "--fail-on-flood", file("relayed-flooder")).status == 1)
  }

  @Test("clients of DHCPv6 are told by link and peer")
  func version6() throws {
    let clients = try sources("relay6").flatMap { $0["clients"] as? [[String: Any]] ?? [] }
    #expect(!clients.isEmpty)
    for client in clients {
      #expect(client["peer"] as? String == client["client"] as? String && client["giaddr"] is NSNull)
      #expect(client["link"] is String)
    }
  }

  @Test("explain says of a client behind whom it is, and tells of those behind a router")
  func explained() throws {
    let client = try run("explain", "02:00:00:00:0b:99", file("relayed-flooder"))
    #expect(client.status == 1 && client.errors.contains("is a client behind 02:00:00:00:0e:02"))
    let nobody = try run("explain", "02:00:00:00:0b:ff", file("relayed-flooder"))
    #expect(nobody.status == 1 && nobody.errors.contains("sent no DHCP client message"))
    let relay = try run("explain", "02:00:00:00:0e:02", "--json", file("relayed-flooder"))
    #expect(relay.output.contains(#""client":"02:00:00:00:0b:99""#), "\(relay.output.prefix(300))")
  }
}
