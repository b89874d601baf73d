import Foundation
import Plans
import Testing

/// One folder of rules/.
struct Scenario: CustomTestStringConvertible, Sendable {
  var folder: URL

  var testDescription: String { folder.lastPathComponent }

  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "rules").resolvingSymlinksInPath()

  static let all: [Scenario] = {
    let folders = try? FileManager.default.contentsOfDirectory(
      at: root, includingPropertiesForKeys: [.isDirectoryKey])
    return (folders ?? []).filter {
      (try? $0.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }
    .map { Scenario(folder: $0) }.sorted { $0.testDescription < $1.testDescription }
  }()

  func text(_ file: String) -> String? {
    try? String(contentsOf: folder.appending(path: file), encoding: .utf8)
  }

  /// The plan of its command; nil when the planner refuses this dialect.
  func plan(_ dialect: Dialect? = nil) throws -> Plan? {
    var intention = try CommandLine(text("command") ?? "").intention
    if let dialect {
      intention.dialect = dialect
      return try? Plan.printed(for: intention)
    }
    return try Plan.printed(for: intention)
  }

  /// Every file that the command must print, by name; one with nothing to say is not there.
  func files() throws -> [String: String] {
    let texts = [
      "plan.txt": try plan().map(\.text) ?? "",
      "rules.ebtables": try plan(.ebtables).map(EbtablesText.script) ?? "",
      "rules.nft": try plan(.nftables).map(NFTablesText.script) ?? "",
      "rules.ip": try plan().map(IPText.script) ?? "",
    ]
    return texts.filter { !$0.value.isEmpty }
  }
}
