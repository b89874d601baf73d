import Foundation
import Testing

@Suite("Golden: rules/")
struct GoldenTests {
  private static let recorded = ["plan.txt", "rules.ebtables", "rules.nft", "rules.ip"]

  @Test("a scenario's command prints what the scenario holds", arguments: Scenario.all)
  func scenario(_ scenario: Scenario) throws {
    let expected = try scenario.files()
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      for file in Self.recorded {
        try? FileManager.default.removeItem(at: scenario.folder.appending(path: file))
      }
      for (file, text) in expected {
        try text.write(to: scenario.folder.appending(path: file), atomically: true, encoding: .utf8)
      }
      Issue.record("recorded; look at the difference, and run again without RECORD")
      return
    }
    for file in Self.recorded {
      #expect(scenario.text(file) == expected[file], "\(scenario.testDescription)/\(file)")
    }
  }

  @Test("every scenario says in a README when to use it", arguments: Scenario.all)
  func readme(_ scenario: Scenario) {
    #expect(scenario.text("README.md")?.hasPrefix("# ") == true)
  }

  @Test("the scenarios this project comes from are there")
  func names() {
    let names = Set(Scenario.all.map(\.testDescription))
    #expect(
      names.isSuperset(of: [
        "single-port-bridge-drop-mac", "existing-bridge", "dhcp-only-timed-block", "appletalk-802.3-length",
        "broute-classic", "many-macs", "broute-raw", "broute-udp", "netdev-ingress", "guard", "xdp-hook",
        "xdp-guard",
      ]))
  }
}
