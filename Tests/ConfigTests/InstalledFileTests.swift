import Config
import Daemon
import Flood
import TestKit
import Testing
import Wire

@Suite("The settings file that is installed")
struct InstalledFileTests {
  private let lines = installedFile.split(separator: "\n", omittingEmptySubsequences: false)

  private func isSetting(_ line: Substring) -> Bool {
    line.hasPrefix("#") && line.dropFirst().first.map { $0.isLetter } == true
  }

  @Test("as it is, it says what no file says")
  func untouched() {
    #expect(!installedFile.isEmpty)
    #expect(read(installedFile) == Configuration())
  }

  @Test("each setting in it is the default, alone and all together")
  func defaults() throws {
    let places = lines.indices.filter { isSetting(lines[$0]) }
    #expect(places.count == 18 + 4 + 2 + 5)
    for place in places {
      var changed = lines
      changed[place] = changed[place].dropFirst()
      #expect(read(changed.joined(separator: "\n")) == Configuration(), "\(lines[place])")
    }
    let all = lines.map { isSetting($0) ? $0.dropFirst() : $0 }.joined(separator: "\n")
    #expect(read(all) == Configuration())
  }

  @Test("a setting of it with another value counts, so that it stands where it is read")
  func counts() {
    let all = lines.map { line -> String in
      guard isSetting(line) else { return String(line) }
      return line.prefix { $0 != "=" }.dropFirst() + "= 1979-05-27"
    }.joined(separator: "\n")
    let keys = complaints(all).filter { $0.contains("= 1979-05-27: expected ") }
    #expect(keys.count + 9 == 18 + 4 + 2 + 5, "20 are shown, and that 9 are more")
    #expect(complaints(all).last == " and 9 more of them")
  }

  @Test("its examples are in order")
  func examples() throws {
    let examples = lines.filter { $0.hasPrefix("#   ") || $0 == "#" }.map { $0.dropFirst(4) }
    let configuration = try #require(read(examples.joined(separator: "\n")))
    #expect(configuration.interfaces.map(\.name.description) == ["eth0", "virbr0"])
    #expect(configuration.hooks.map(\.name) == ["switch"])
    #expect(
      configuration.hooks == [Configuration.Hook(name: "switch", command: configuration.hooks[0].command)])
    #expect(configuration.webhooks == [.init(name: "chat", url: "https://chat.example.org/hook")])
  }

  @Test("every prefix of it is read or complained about")
  func prefixes() {
    let bytes = Array(installedFile.utf8)
    for length in 0..<bytes.count {
      try? settle(Array(bytes[..<length]))
    }
    let whole = Array(wholeFile.utf8)
    for length in 0..<whole.count { try? settle(Array(whole[..<length])) }
  }

  @Test("whatever becomes of its octets, it is read or complained about, in place and on one line each")
  func mutations() {
    let scraps = [
      "[", "]", "{", "}", "\"", "'", "\"\"\"", "'''", "\\", "\\u0000", "\\uD800", "=", ",", ".", "#", "\n",
      "\r", "\r\n", "\u{feff}", "\u{0}", "[[hook]]", "a.b.c", "ban", "1", "-", "1e9", "nan", "é", "\t",
    ].map { Array($0.utf8) }
    var random = SeededRandom(seed: 5)
    let sources = [Array(wholeFile.utf8), Array(installedFile.utf8)]
    for _ in 0..<1000 {
      var bytes = sources[Int.random(in: 0...1, using: &random)]
      for _ in 0...Int.random(in: 0...5, using: &random) {
        let start = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, start + [0, 0, 1, 4, 60].randomElement(using: &random)!)
        let scrap =
          Bool.random(using: &random)
          ? scraps.randomElement(using: &random)!
          : [UInt8.random(in: 0...255, using: &random)]
        bytes.replaceSubrange(start..<end, with: scrap)
      }
      try? settle(bytes)
    }
  }

  private func settle(_ bytes: [UInt8]) throws(ConfigError) {
    do throws(ConfigError) {
      _ = try Configuration(reading: bytes, file: "F")
    } catch {
      #expect(!error.complaints.isEmpty)
      for one in error.complaints {
        #expect(one.line > 0 && one.column > 0 && !one.words.isEmpty)
        let isPlain = one.words.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
        #expect(isPlain, "\(one.words)")
      }
      throw error
    }
  }
}
