import Foundation

/// What the page says of servers on devices above the guarded one.
extension EffectivenessPage {
  func above(_ record: EffectivenessRecord) -> [String] {
    let columns = columns(record)
    let titles = ["`auto`"] + columns.map { "`\($0.mode)`: \($0.dialects.joined(separator: ", "))" }
    var lines = ["", "Above the guarded device:", "", "| | " + titles.joined(separator: " | ") + " |"]
    lines.append("|---" + titles.map { _ in "|---" }.joined() + "|")
    for device in UpperDevice.allCases {
      let rows = record.above(device)
      for listener in UpperDevice.listeners {
        let heard = rows.filter { $0.listener == nil || $0.listener == listener }
        let cells = [cell(heard, "auto", ["nftables"])] + columns.map { cell(heard, $0.mode, $0.dialects) }
        lines.append("| \(listener) on \(device.words) | " + cells.joined(separator: " | ") + " |")
      }
    }
    let reasons = reasons(record, columns)
    return reasons.isEmpty ? lines : lines + ["", "Refused there:", ""] + reasons
  }

  // Where dialects that share a column differ, each is said.
  private func cell(_ rows: [EffectivenessRow], _ mode: String, _ dialects: [String]) -> String {
    if let row = rows.first, row.outcome == .missing { return Self.words(row) }
    let cells = dialects.compactMap { dialect in
      rows.first { $0.mode == mode && $0.dialect == dialect }.map { row in
        // Which mode `auto` took, where it said so.
        let taken = mode == "auto" && row.outcome != .refused ? row.reason : nil
        return (dialect, Self.words(row) + (taken.map { ", by `\($0)`" } ?? ""))
      }
    }
    guard Set(cells.map(\.1)).count > 1 else { return cells.first?.1 ?? "–" }
    return cells.map { "\($0.1) (\($0.0))" }.joined(separator: ", ")
  }

  private func reasons(_ record: EffectivenessRecord, _ columns: [Column]) -> [String] {
    var reasons: [(words: String, where: [String])] = []
    for device in UpperDevice.allCases {
      for row in record.above(device) where row.outcome == .refused {
        let isShown =
          row.mode == "auto" || columns.contains { $0.mode == row.mode && $0.dialects.contains(row.dialect) }
        guard isShown else { continue }
        let place = "`\(row.mode)` on \(device.words)"
        if let known = reasons.firstIndex(where: { $0.words == row.reason }) {
          if !reasons[known].where.contains(place) { reasons[known].where.append(place) }
        } else {
          reasons.append((row.reason ?? "", [place]))
        }
      }
    }
    return reasons.map { "- \($0.where.joined(separator: ", ")): \($0.words)" }
  }
}
