import Foundation
import TestKit
import Testing

/// Measures every cell of docs/effectiveness.md that this kernel has, and compares with what was recorded of it.
@Suite("Effectiveness", .serialized, .enabled(if: Namespace.isPrivate))
struct EffectivenessTests {
  @Test(
    "every listener hears whom it was recorded to hear", arguments: EffectivenessPage.columns)
  func column(mode: String, dialect: String) throws {
    let rows = try EffectivenessColumn(mode: mode, dialect: dialect).rows()
    let machine = try EffectivenessMachine()
    guard !machine.records(rows) else { return }
    print(machine.comparison.words(mode, dialect))
    for difference in machine.comparison.differences(of: rows, mode, dialect) {
      Issue.record("\(difference)")
    }
  }

  @Test(
    "a server above the guarded device hears whom it was recorded to hear", arguments: UpperDevice.allCases)
  func above(device: UpperDevice) throws {
    let rows = try EffectivenessAbove(device: device).rows()
    let machine = try EffectivenessMachine()
    guard !machine.records(rows) else { return }
    print(machine.comparison.words(device))
    for difference in machine.comparison.differences(of: rows, above: device) {
      Issue.record("\(difference)")
    }
  }
}

/// The kernel and the tools that the tests run with.
struct EffectivenessMachine {
  let versions: [String: String]
  let comparison: EffectivenessComparison

  init() throws {
    let release = try Tool.run(["uname", "-r"]).trimmingCharacters(in: .newlines)
    versions = [
      "kernel": release, "nft": Self.version("nft", "-v"), "ebtables-nft": Self.version("ebtables-nft", "-V"),
      "ebtables-legacy": Self.version("ebtables-legacy", "-V"),
    ]
    comparison = try EffectivenessComparison(
      versions: versions, record: EffectivenessComparison.record(of: release))
  }

  /// Whether rows were to be recorded, and so were: printed for Tests/Tools/record-table, as a guest's files go with it.
  func records(_ rows: [EffectivenessRow]) -> Bool {
    guard ProcessInfo.processInfo.environment["RECORD"] == "1" else { return false }
    let text = EffectivenessRecord(versions: versions, rows: rows).text
    print(text.split(separator: "\n").map { "record: \($0)" }.joined(separator: "\n"))
    fflush(nil)
    Issue.record("recorded; look at the difference, and run again without RECORD")
    return true
  }

  private static func version(_ words: String...) -> String {
    guard let answer = try? Tool.answer(words) else { return "missing" }
    return answer.output.firstMatch(of: #/\d+\.\d+(\.\d+)*/#).map { String($0.output.0) } ?? "missing"
  }

  /// A mode was refused: that fails where the table says that this kernel has it, and is said otherwise.
  static func expectRefused(
    _ mode: String, _ dialect: String, _ complaint: String, _ location: SourceLocation = #_sourceLocation
  ) throws {
    var column = dialect
    if dialect == "ebtables" {
      column = try Tool.run(["ebtables", "-V"]).contains("legacy") ? "ebtables-legacy" : "ebtables-nft"
    }
    let isRecorded = try Self().comparison.isRefused(mode, column)
    print(
      "refused: \(mode) by \(column)\(isRecorded == nil ? ", of which nothing is recorded" : ""): \(complaint)"
    )
    #expect(isRecorded != false, "docs/effectiveness.md has it: \(complaint)", sourceLocation: location)
  }
}
