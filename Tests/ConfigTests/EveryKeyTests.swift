import Config
import Testing

@Suite("Every key there is")
struct EveryKeyTests {
  private struct Setting {
    let header: String
    let key: String
    let line: String
  }

  // What a table cannot be without.
  private static let needs = ["[hook.a]": "command = [\"/a\"]", "[webhook.a]": "url = \"http://a\""]

  private static let settings: [Setting] = {
    var header = ""
    return wholeFile.split(separator: "\n").compactMap { line in
      guard let equals = line.range(of: " = ") else {
        let kind = line.prefix { $0 != "." && $0 != "]" }
        header =
          ["[hook", "[webhook"].contains(kind)
          ? "\(kind).a]" : kind == "[interface" ? "[interface.a]" : String(line)
        return nil
      }
      return Setting(header: header, key: String(line[..<equals.lowerBound]), line: String(line))
    }
  }()

  private static let headers = [
    "", "[interface.a]", "[daemon]", "[metrics]", "[mail]", "[hook.a]", "[webhook.a]",
  ]

  private static func has(_ header: String, _ key: String) -> Bool {
    // An interface's table takes what stands at the top.
    settings.contains {
      ($0.header == header || header == "[interface.a]" && $0.header.isEmpty) && $0.key == key
    }
  }

  @Test("stands there once: a second time is complained about, whatever it says")
  func twice() {
    #expect(Self.settings.count == 44)
    for setting in Self.settings {
      let found = complaints("\(setting.header)\n\(setting.line)\n  \(setting.line)\n")
      #expect(found == ["3:3: \(setting.key): expected once; it stands in line 2 already"])
    }
  }

  @Test("stands in its own table: in another it is complained about, and where it belongs is said")
  func elsewhere() {
    for setting in Self.settings {
      for header in Self.headers where !Self.has(header, setting.key) {
        let found = complaints("\(header)\n\(setting.line)\n\(Self.needs[header] ?? "")")
        let place = header.isEmpty ? "at the top" : "in \(header)"
        #expect(found.count == 1)
        #expect(
          found.first?.hasPrefix("2:1: \(setting.key): no such key \(place): expected ") == true, "\(found)")
        let home = setting.header.replacing(".a]", with: ".NAME]")
        let words = home.isEmpty ? "at the top of the file" : "in \(home)"
        #expect(found.first?.contains(words) == true, "\(found)")
      }
    }
  }

  @Test("is guessed at when a letter is wrong, too many, or missing")
  func misspelt() {
    for setting in Self.settings where setting.key.count > 3 {
      let letters = Array(setting.key)
      let middle = letters.count / 2
      let changed = letters[..<middle] + ["q"] + letters[(middle + 1)...]
      for wrong in [
        changed, letters[..<middle] + ["q"] + letters[middle...],
        letters[..<middle] + letters[(middle + 1)...],
      ] {
        let line = setting.line.replacing(setting.key, with: String(wrong), maxReplacements: 1)
        let needed = Self.needs[setting.header].map { $0.hasPrefix(setting.key) ? "" : $0 } ?? ""
        let found = complaints("\(setting.header)\n\(line)\n\(needed)")
        #expect(
          found.contains {
            $0.hasPrefix("2:1: \(String(wrong)): ") && $0.hasSuffix("did you mean \(setting.key)?")
          }, "\(found)")
      }
    }
  }
}
