import Foundation
import TestKit
import Testing

/// What `replay --report` and `explain` say of the captures here.
@Suite("Captures shown to a person") struct ReplayReportTests {
  static func capture(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Captures/\(name)").path
  }

  @Test("the page goes to its file, beside the text, or alone to standard output") func page() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "dhcpward-\(UUID().uuidString).html")
    defer { try? FileManager.default.removeItem(at: file) }
    let text = try Program.succeed("replay \(Self.capture("flood.pcap")) --report \(file.path)")
    #expect(
      text.contains(
        "suggested: --threshold 16/5s,30/30s,50/60s,decline:10/10m,warn:13/60s,warn:request:10/10m,warn:decline:5/10m"
      ))
    let page = try String(contentsOf: file, encoding: .utf8)
    #expect(page.contains("<h1>One source flooded, and would have been blocked</h1>"))
    #expect(page.contains("02:00:00:00:00:99") && page.utf8.count < 300_000)
    #expect(try Program.succeed("replay \(Self.capture("flood.pcap")) --report -") == page)
  }

  @Test("the numbers of other thresholds are in the JSON, under their own key") func whatIf() throws {
    struct Answer: Decodable {
      struct WhatIf: Decodable {
        struct Window: Decodable {
          struct Outcome: Decodable, Equatable { let count, blocked, spared: Int }
          let seconds: Int
          let suggested: String?
          let thresholds: [Outcome]
        }
        let suggested: String?
        let windows: [Window]
      }
      let whatIf: WhatIf
    }
    let output = try Program.succeed("replay \(Self.capture("flood.pcap")) --json")
    let whatIf = try JSONDecoder().decode(Answer.self, from: Data(output.utf8)).whatIf
    #expect(
      whatIf.suggested?.hasPrefix("16/5s,30/30s,50/60s,decline:10/10m,warn:") == true
        && whatIf.windows.map(\.seconds) == [5, 30, 60])
    #expect(whatIf.windows[0].thresholds.first == .init(count: 5, blocked: 1, spared: 0))
  }

  @Test("explain says why and what would be different") func explain() throws {
    let flooder = try Program.succeed("explain 02:00:00:00:00:99 \(Self.capture("flood.pcap"))")
    #expect(flooder.contains("blocked at 2026-11-23T11:06:12Z: 20 messages in 5 s"))
    #expect(flooder.contains("would not be blocked at --threshold 251/5s --threshold 561/30s"))
    let client = try Program.succeed("explain 02:00:00:00:01:00 \(Self.capture("flood.pcap"))")
    #expect(
      client.contains("clean: it reached no threshold")
        && client.contains("would be blocked at --threshold 2/5s"))
    // What it says is so.
    let strict = try Program.succeed(
      "explain 02:00:00:00:01:00 \(Self.capture("flood.pcap")) --threshold 2/5s --json")
    #expect(strict.contains(#""verdict":"blocked""#))
    let relay = try Program.succeed(
      "explain 02:00:00:00:00:99 \(Self.capture("flood.pcap")) --allow 02:00:00:00:00:99")
    #expect(relay.contains("never blocked, whatever it sends: allow-listed"))
  }
}
