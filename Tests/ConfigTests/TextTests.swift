import Config
import Testing

@Suite("The text of a settings file")
struct TextTests {
  @Test(
    "what is no TOML is complained about where it begins to be none",
    arguments: [
      ("ban = ten", "1:7: not TOML: "), ("ban \"1m\"", "1:5: not TOML: "), ("ban = \"1m", "1:10: not TOML: "),
      ("ban = \"1m\" x", "1:12: not TOML: "), ("[daemon\nlog = 1", "1:8: not TOML: "), ("= 1", "1:1: not TOML: "),
      ("\n\nban =", "3:6: not TOML: "), ("a = [1 2]", "1:8: not TOML: "), ("a = {b = 1", "1:11: not TOML: "),
      ("ban = '''", "1:10: not TOML: "), ("brake = 9223372036854775808", "1:"), ("é = 1", "1:1: not TOML: "),
      ("ban = \"\\q\"", "1:"), ("ban = \"\u{1}\"", "1:8: not TOML: "), ("# \u{7f}", "1:3: not TOML: "),
    ])
  func syntax(text: String, words: String) {
    let found = complaints(text)
    #expect(found.count == 1 && found.first?.hasPrefix(words) == true, "\(found)")
  }

  @Test("lines end as on Unix or as on DOS, and a byte order mark counts for nothing")
  func lineEnds() {
    let text = wholeFile.replacing("\n", with: "\r\n")
    #expect(read(text) == read(wholeFile))
    #expect(read("\u{feff}" + text) == read(wholeFile))
    #expect(complaints("\u{feff}ban = 1\r\n# x\r\n  pace = \"1\"\r\n").map { $0.prefix(5) } == ["1:7: ", "3:10:"])
    #expect(complaints("\u{feff}ban = ten").first?.hasPrefix("1:7: ") == true)
  }

  @Test("columns are characters, not octets")
  func columns() {
    #expect(complaints("daemon = {log = \"žlutý\", user = 1}").map { $0.prefix(5) } == ["1:17:", "1:33:"])
    #expect(complaints("ban = \"é\" é").first?.hasPrefix("1:11: not TOML") == true)
  }

  @Test("a NUL, octet or character, is complained about, in a value, a key or a comment")
  func nul() {
    #expect(complaints("ban = \"1m\"\n#\u{0}") == ["2:2: a NUL octet: expected text"])
    #expect(complaints("ban = \"1m\u{0}\"") == ["1:10: a NUL octet: expected text"])
    let words = "a NUL character: expected text without it"
    #expect(complaints("[daemon]\nstate = \"/a\\u0000b\"") == ["2:12: \(words)"])
    #expect(complaints("\"ban\\U00000000\" = \"1m\"") == ["1:5: \(words)"])
    #expect(complaints("[daemon]\nstate = '/a\\u0000b'").isEmpty)
  }

  @Test("what is not UTF-8 is complained about where it stands")
  func octets() throws {
    for (octets, column) in [([0xff], 3), ([0x61, 0xc3], 4), ([0xe2, 0x82], 3), ([0xed, 0xa0, 0x80], 3)] {
      do throws(ConfigError) {
        _ = try Configuration(reading: [UInt8]("\n# ".utf8) + octets.map(UInt8.init) + [0x0a], file: "F")
        Issue.record("\(octets) were read")
      } catch {
        #expect(
          error.description == "config: F:2:\(column): an octet that is not UTF-8: expected text in UTF-8")
      }
    }
  }

  @Test("a file of the largest size is read, a larger one is not")
  func size() throws {
    let limit = Configuration.sizeLimit
    let line = "# all work and no play\n"
    let comments = String(repeating: line, count: limit / line.utf8.count)
    let largest = comments + String(repeating: "\n", count: limit - comments.utf8.count)
    #expect(read(largest) == Configuration())
    #expect(complaints(largest + "\n") == ["1:1: 1048577 bytes: expected no more than 1048576"])
  }

  @Test("nesting without end is not followed, wherever it is")
  func depth() {
    let many = 100_000
    let dotted = String(repeating: "a.", count: many) + "a"
    let texts = [
      dotted + " = 1", "[" + dotted + "]", "[[" + dotted + "]]", "ban = {" + dotted + " = 1}",
      "ban = " + String(repeating: "[", count: many), "ban = " + String(repeating: "{a=", count: many),
      "ban = " + String(repeating: "[\n{a=", count: many), "x y\n" + dotted + " = 1\n!",
      "ban = [ 1 2 ]\n" + dotted + " = 1\n!", "ban = \"\\q\"\n" + dotted + " = 1\n!",
      "[a]\n" + String(repeating: "[a.a]\n", count: many), String(repeating: "[[a]]\n", count: many) + "!",
    ]
    for text in texts { #expect(complaints(text).count == 1, "\(text.prefix(40))") }
  }

  @Test("strings of every kind are walked over to their end")
  func strings() {
    let text = #"""
      [daemon]
      state = """\
         /a # no comment
      \"""" # one
      log = 'x"]' # two ["
      user = "]\\\"\u00e9" # three
      group = '''
      [x] = 1
      ''''
      [metrics]
      listen = 1
      """#
    let found = complaints(text)
    #expect(found.map { $0.prefix { $0 != " " } } == ["2:9:", "5:7:", "6:8:", "7:9:", "11:10:"], "\(found)")
  }

  @Test("tables, dotted keys and inline tables are the same to it")
  func shapes() {
    let found = [
      complaints("[hook.a]\ncommand = [\"/a\"]\ntimeout = 1"),
      complaints("hook.a.command = [\"/a\"]\nhook.\"a\" . timeout = 1"),
      complaints("hook = {a = {command = [\"/a\"], timeout = 1}}"),
      complaints("[hook]\n[ hook . a ]\n command = [ # x\n \"/a\", ]\n timeout=1"),
    ]
    #expect(found.map { $0.map { $0.prefix { $0 != " " } } } == [["3:11:"], ["2:22:"], ["1:41:"], ["5:10:"]])
  }
}
