import Foundation

/// What was measured beside what is recorded of this kernel's series, `Tests/Effectiveness/6.1.jsonl` and so on.
///
/// A kernel with a record is one that docs/effectiveness.md promises: all of it is compared, whatever the tools. Of
/// another kernel there is nothing to compare, and that is said.
public struct EffectivenessComparison: Sendable {
  private let versions: [String: String]
  private let record: EffectivenessRecord?

  /// Of a machine of these versions (`kernel`, `nft`, `ebtables-nft`, `ebtables-legacy`), and the series' record.
  public init(versions: [String: String], record: EffectivenessRecord?) {
    self.versions = versions
    self.record = record
  }

  /// Where the records are.
  public static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Effectiveness")

  /// What is recorded of a kernel's series: `6.1` of `6.1.0-50-amd64`. Nil when the table does not have it.
  public static func record(of release: String) throws -> EffectivenessRecord? {
    let series = release.split(separator: ".").prefix(2).joined(separator: ".")
    let url = folder.appending(path: "\(series).jsonl")
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    return try EffectivenessRecord(text: String(contentsOf: url, encoding: .utf8))
  }

  /// Whether the recorded tools are this machine's.
  private var areToolsTheSame: Bool {
    guard let record else { return false }
    return versions.keys.filter { $0 != "kernel" }.allSatisfy { record.versions[$0] == versions[$0] }
  }

  /// What a test says that it compared of a column.
  public func words(_ mode: String, _ dialect: String) -> String {
    words("\(mode), \(dialect)", record?.column(mode, dialect))
  }

  /// And of a device above the guarded one.
  public func words(_ device: UpperDevice) -> String { words("on \(device.words)", record?.above(device)) }

  private func words(_ what: String, _ recorded: [EffectivenessRow]?) -> String {
    let here = Self.text(versions)
    guard let record, let recorded else {
      return
        "\(what): nothing is recorded of this kernel (\(here)), so nothing was compared but what "
        + "doctor says; `make table` records it"
    }
    return areToolsTheSame
      ? "\(what): compared \(recorded.count) cells with those of \(Self.text(record.versions))"
      : "\(what): compared \(recorded.count) cells, but not the words of refusals, with those of "
        + "\(Self.text(record.versions)); here: \(here)"
  }

  /// What was measured otherwise than recorded of a column, a line each: all of a cell, but of a refusal the words only
  /// where the tools are those of the record.
  public func differences(of measured: [EffectivenessRow], _ mode: String, _ dialect: String) -> [String] {
    differences(of: measured, "\(mode), \(dialect)", record?.column(mode, dialect))
  }

  /// The same of a device above the guarded one.
  public func differences(of measured: [EffectivenessRow], above device: UpperDevice) -> [String] {
    differences(of: measured, "on \(device.words)", record?.above(device))
  }

  private func differences(
    of measured: [EffectivenessRow], _ what: String, _ recorded: [EffectivenessRow]?
  ) -> [String] {
    guard let record, let recorded = recorded?.map(comparable) else { return [] }
    let found = measured.map(comparable)
    guard found.count == recorded.count, !found.isEmpty else {
      return [
        "\(what): \(found.count) cells (\(found.first?.reason ?? "")), recorded are \(recorded.count)"
          + " of \(Self.text(record.versions)); here: \(Self.text(versions))"
      ]
    }
    return zip(found, recorded).filter { $0 != $1 }.map { "measured \($0), recorded \($1)" }
  }

  /// Whether a refusal of that mode is as recorded; nil where nothing is.
  public func isRefused(_ mode: String, _ dialect: String) -> Bool? {
    record?.column(mode, dialect).first.map { $0.outcome == .refused }
  }

  private func comparable(_ row: EffectivenessRow) -> EffectivenessRow {
    var row = row
    if [.refused, .missing].contains(row.outcome), !areToolsTheSame { row.reason = nil }
    return row
  }

  private static func text(_ versions: [String: String]) -> String {
    versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
  }
}
