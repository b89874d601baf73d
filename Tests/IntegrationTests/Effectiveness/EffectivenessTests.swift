import Foundation
import TestKit
import Testing

/// Measures every cell of docs/effectiveness.md that this kernel has, and compares with what was recorded of it.
@Suite("Effectiveness", .serialized, .enabled(if: Namespace.isPrivate))
struct EffectivenessTests {
  @Test(
    "every listener hears whom it was recorded to hear", arguments: EffectivenessPage.modes,
    EffectivenessPage.dialects)
  func column(mode: String, dialect: String) throws {
    let rows = try EffectivenessColumn(mode: mode, dialect: dialect).rows()
    try EffectivenessFile().take(rows, mode, dialect)
  }
}

/// The record of this kernel's series, `Tests/Effectiveness/6.1.jsonl` and so on.
struct EffectivenessFile {
  private let url: URL
  private let versions: [String: String]

  init() throws {
    let release = try Tool.run(["uname", "-r"]).trimmingCharacters(in: .newlines)
    versions = [
      "kernel": release, "nft": try Self.version("nft", "-v"),
      "ebtables-nft": try Self.version("ebtables-nft", "-V"),
      "ebtables-legacy": try Self.version("ebtables-legacy", "-V"),
    ]
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Effectiveness")
    let series = release.split(separator: ".").prefix(2).joined(separator: ".")
    url = folder.appending(path: "\(series).jsonl")
  }

  private static func isTool(_ entry: (key: String, value: String)) -> Bool { entry.key != "kernel" }

  private static func version(_ words: String...) throws -> String {
    guard let answer = try? Tool.answer(words) else { return "missing" }
    return answer.output.firstMatch(of: #/\d+\.\d+(\.\d+)*/#).map { String($0.output.0) } ?? "missing"
  }

  /// Compares, or with RECORD=1 prints for Tests/Tools/record-table: a guest's files go with it.
  func take(_ rows: [EffectivenessRow], _ mode: String, _ dialect: String) throws {
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      let text = EffectivenessRecord(versions: versions, rows: rows).text
      print(text.split(separator: "\n").map { "record: \($0)" }.joined(separator: "\n"))
      fflush(nil)
      Issue.record("recorded; look at the difference, and run again without RECORD")
      return
    }
    let text = try? String(contentsOf: url, encoding: .utf8)
    let record = try text.map(EffectivenessRecord.init) ?? EffectivenessRecord(versions: [:], rows: [])
    // Other tools refuse something else. That doctor's word holds was tested all the same.
    guard text != nil, record.versions.filter(Self.isTool) == versions.filter(Self.isTool) else {
      print("\(mode), \(dialect): nothing recorded of \(versions)")
      return
    }
    for (measured, recorded) in zip(rows, record.column(mode, dialect)) { #expect(measured == recorded) }
    #expect(rows.count == record.column(mode, dialect).count)
  }
}
