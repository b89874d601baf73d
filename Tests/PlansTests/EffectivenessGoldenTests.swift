import Foundation
import TestKit
import Testing

@Suite("Golden: docs/effectiveness.md")
struct EffectivenessGoldenTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test("a kernel of the table is compared whatever its tools are, and of another it is said that it is not")
  func comparison() throws {
    for record in try Self.records() {
      let kernel = try #require(record.versions["kernel"])
      let promised = try #require(try EffectivenessComparison.record(of: kernel))
      #expect(promised == record)
      var others = record.versions
      for (versions, hasWords) in [(record.versions, true), (["nft": "0.9", "kernel": kernel], false)] {
        let comparison = EffectivenessComparison(versions: versions, record: promised)
        for mode in EffectivenessPage.modes {
          for dialect in EffectivenessPage.dialects(of: mode) {
            var rows = record.column(mode, dialect)
            #expect(comparison.differences(of: rows, mode, dialect).isEmpty)
            #expect(comparison.words(mode, dialect).contains("compared \(rows.count) cells"))
            #expect(comparison.differences(of: [], mode, dialect).count == 1)
            #expect(comparison.isRefused(mode, dialect) == (rows[0].outcome == .refused))
            rows[0].reason = "another"
            #expect(
              comparison.differences(of: rows, mode, dialect).isEmpty
                == (!hasWords && rows[0].outcome == .refused))
            rows[0].outcome = rows[0].outcome == .deaf ? .ends : .deaf
            #expect(comparison.differences(of: rows, mode, dialect).count == 1)
          }
        }
      }
      others["kernel"] = "5.4.0-1"
      let unknown = EffectivenessComparison(
        versions: others, record: try EffectivenessComparison.record(of: "5.4.0-1"))
      #expect(unknown.words("bridge", "nftables").contains("nothing is recorded of this kernel"))
      #expect(unknown.isRefused("bridge", "nftables") == nil)
    }
  }

  private static func records() throws -> [EffectivenessRecord] {
    let folder = root.appending(path: "Tests/Effectiveness")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "jsonl" }
      .sorted { $0.lastPathComponent.compare($1.lastPathComponent, options: .numeric) == .orderedAscending }
    return try files.map { try EffectivenessRecord(text: String(contentsOf: $0, encoding: .utf8)) }
  }

  @Test("the page is what the recorded measurements make it")
  func page() throws {
    let url = Self.root.appending(path: "docs/effectiveness.md")
    let text = EffectivenessPage(try Self.records()).text
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded; look at the difference, and run again without RECORD")
      return
    }
    #expect(try String(contentsOf: url, encoding: .utf8) == text)
  }

  @Test("no cell of a recorded kernel is unknown: it is measured, or refused with a reason")
  func complete() throws {
    let cells = EffectivenessPage.listeners.flatMap { listener in
      listener.places.map { "\(listener.name) \($0)" }
    }
    for record in try Self.records() {
      for mode in EffectivenessPage.modes {
        for dialect in EffectivenessPage.dialects(of: mode) {
          let column = record.column(mode, dialect)
          let what = "\(record.versions["kernel"] ?? "?"), \(mode), \(dialect)"
          if column.count == 1, column[0].outcome == .refused {
            #expect(column[0].reason?.contains(": ") == true, "\(what)")
          } else {
            #expect(column.map { "\($0.listener ?? "?") \($0.place ?? "?")" } == cells, "\(what)")
            #expect(column.allSatisfy { $0.outcome != .refused }, "\(what)")
          }
        }
      }
    }
  }

  @Test("a server above the guarded device is shielded, or the block refused, in every mode that is tried")
  func above() throws {
    for record in try Self.records() {
      for device in UpperDevice.allCases {
        let rows = record.above(device)
        let what = "\(record.versions["kernel"] ?? "?"), \(device)"
        if rows.first?.outcome == .missing {
          #expect(rows.count == 1 && rows[0].reason != nil, "\(what)")
          continue
        }
        #expect(
          rows.allSatisfy { $0.outcome == .shielded || $0.outcome == .refused && $0.reason != nil }, "\(what)"
        )
        let tried = Set(rows.map { "\($0.mode) \($0.dialect)" })
        #expect(
          tried
            == Set(device.modes.flatMap { mode in UpperDevice.dialects(of: mode).map { "\(mode) \($0)" } }))
        // What dhcpward takes by itself shields wherever anything does.
        #expect(
          rows[0].mode == "auto"
            && (rows[0].outcome == .shielded) == rows.contains { $0.outcome == .shielded })
      }
    }
  }

  @Test("what stands in front of DHCP exposes nobody whom a block shields without it")
  func wrapped() throws {
    for record in try Self.records() {
      for row in record.rows where row.listener?.contains(": ") == true {
        #expect(row.outcome != .exposed && row.outcome != .partial, "\(row)")
      }
    }
  }

  @Test("a server with a packet socket on the port is called shielded in mode xdp, and in no other")
  func honest() throws {
    for record in try Self.records() {
      for row in record.rows where row.place == "port" && row.listener.map(Self.listensRaw) == true {
        guard row.mode != "xdp" else {
          #expect(row.outcome == .shielded, "\(row)")
          continue
        }
        #expect(row.outcome != .shielded && row.outcome != .partial, "\(row)")
      }
    }
  }

  private static func listensRaw(_ listener: String) -> Bool {
    ["isc-dhcpd", "Kea (raw)", "packet socket"].contains(listener)
  }
}
