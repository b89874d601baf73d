import Foundation
import TestKit
import Testing

/// docs/dependencies.md beside Package.swift, what SwiftPM resolved, and the package's own list.
@Suite("docs/dependencies.md")
struct DependenciesTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The rows of the page's tables, by the heading above them: name and version.
  private static func tables() throws -> [String: [String: String]] {
    var tables: [String: [String: String]] = [:]
    var heading = ""
    for line in try text("docs/dependencies.md").split(separator: "\n") {
      if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard line.hasPrefix("| "), cells.count >= 4, cells[0] != "name" else { continue }
      let name = cells[0].firstMatch(of: #/\[(.+)\]\(.+\)/#).map { String($0.output.1) } ?? cells[0]
      #expect(cells.prefix(4).allSatisfy { !$0.isEmpty }, "\(line)")
      tables[heading, default: [:]][name] = cells[1]
    }
    return tables
  }

  private static func packages() throws -> [String: String] {
    try #require(try tables()["Swift packages, inside the program"])
  }

  @Test("has each package of Package.swift with its version, and no other")
  func manifest() throws {
    let named = try Self.text("Package.swift").matches(of: #/\.package\(url: ".*/(.+)", exact: "(.+)"\)/#)
      .map { (String($0.output.1), String($0.output.2)) }
    #expect(try Dictionary(uniqueKeysWithValues: named) == Self.packages())
    #expect(try Self.text("Package.swift").matches(of: #/\.package\(/#).count == named.count)
  }

  @Test("has what SwiftPM resolved, and nothing else was resolved")
  func resolved() throws {
    let packages = try Self.packages().map { ($0.key.lowercased(), $0.value) }
    #expect(try Self.resolvedVersions() == Dictionary(uniqueKeysWithValues: packages))
  }

  /// By identity, of Package.resolved or of the build folder's own record.
  private static func resolvedVersions() throws -> [String: String] {
    struct State: Decodable {
      struct Checkout: Decodable { var version: String? }
      var version: String?
      var checkoutState: Checkout?
    }
    struct Pin: Decodable {
      struct Reference: Decodable { var identity: String }
      var identity: String?
      var packageRef: Reference?
      var state: State
    }
    struct Pins: Decodable { var pins: [Pin] }
    struct Workspace: Decodable {
      struct Object: Decodable { var dependencies: [Pin] }
      var object: Object
    }
    // The bundle is in .build/x86_64-unknown-linux-gnu/debug.
    let folders =
      [root]
      + (1...3).map { count in
        (0..<count).reduce(BuiltProgram.bundle) { url, _ in url.deletingLastPathComponent() }
      }
    var pins: [Pin]?
    for folder in folders where pins == nil {
      if let data = try? Data(contentsOf: folder.appending(path: "workspace-state.json")) {
        pins = try JSONDecoder().decode(Workspace.self, from: data).object.dependencies
      } else if let data = try? Data(contentsOf: folder.appending(path: "Package.resolved")) {
        pins = try JSONDecoder().decode(Pins.self, from: data).pins
      }
    }
    let found = try #require(pins, "neither Package.resolved nor workspace-state.json in \(folders)")
    return Dictionary(
      uniqueKeysWithValues: found.map { pin in
        (
          pin.identity ?? pin.packageRef?.identity ?? "?",
          pin.state.version ?? pin.state.checkoutState?.version ?? "?"
        )
      })
  }

  @Test(
    "has the libraries that Package.swift links, no tool that is not run, and what the package recommends")
  func system() throws {
    let tables = try Self.tables()
    let libraries = try #require(tables["Libraries of the system"])
    for name in try Self.text("Package.swift").matches(of: #/pkgConfig: "(.+?)"/#).map({ String($0.output.1) }
    ) {
      #expect(libraries[name.replacing(#/\.0$/#, with: "")] != nil, "\(name)")
    }
    let programs = try #require(tables["Programs that it runs, where there is reason to"])
    let sources = try ["Notify/Webhook", "Notify/Mail", "PacketFilter/Ebtables"].map {
      try Self.text("Sources/\($0).swift")
    }.joined()
    for name in programs.keys {
      #expect(sources.contains("\"\(name)\"") || sources.contains("/\(name)\""), "\(name) is not run")
    }
    let beside = try #require(tables["Beside it"])
    for line in try Self.text("packaging/debian/control").split(separator: "\n")
    where line.hasPrefix("Recommends:") {
      for name in line.dropFirst(11).split(whereSeparator: { " |,".contains($0) }) {
        #expect(programs[String(name)] != nil || beside[String(name)] != nil, "\(name)")
      }
    }
  }
}
