import Foundation
import TestKit
import Testing

@testable import Config

@Suite("Golden: what is written of the settings")
struct SettingGoldenTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private func expect(_ path: String, _ text: (String) -> String) throws {
    let file = Self.root.appending(path: path)
    let recorded = try String(contentsOf: file, encoding: .utf8)
    let meant = text(recorded)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try meant.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded; look at the difference, and run again without RECORD")
      return
    }
    #expect(recorded == meant, "\(path); `make golden` writes it anew")
  }

  @Test("the installed file says of each setting what the table of settings says")
  func installed() throws { try expect("packaging/dhcpward.toml") { _ in SettingsFile.text } }

  @Test("so do the tables of docs/configuration.md")
  func page() throws {
    try expect("docs/configuration.md") { page in
      var tables = SettingTable.tables[...]
      let blocks = page.components(separatedBy: "\n\n").map { block in
        guard block.hasPrefix("| key |"), let table = tables.popFirst() else { return block }
        return table + (block.hasSuffix("\n") ? "\n" : "")
      }
      #expect(tables.isEmpty)
      return blocks.joined(separator: "\n\n")
    }
  }
}
