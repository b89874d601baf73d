import Config
import Testing

@Suite("The text of a settings file")
struct TextTests {
  @Test(
    "what is no TOML is complained about where it begins to be none",
    arguments: [
      (
        "ban = ten", "1:7: ten: expected a value: text in quotes, a whole number, true, false or a list"
      ),
      ("ban = 10m # x", "1:7: 10m: expected a value"),
      ("\n\nban =", "3:6: end of the file: expected a value"),
      ("ban = \nbrake = 1", "1:7: end of the line: expected a value"),
      ("brake = 1000000000000000000", "1:9: 1000000000000000000: expected a value"),
      ("brake = 0x10", "1:9: 0x10: "), ("brake = 007", "1:9: 007: "), ("brake = 1_000", "1:9: 1_000: "),
      ("brake = .5", "1:9: .5: "), ("ban \"1m\"", "1:5: \"1m\": expected \"=\" after a key"),
      ("ban", "1:4: end of the file: expected \"=\" after a key"),
      ("ban = \"1m", "1:7: \"1m: expected a quote at its end"),
      ("ban = '''", "1:7: ''': expected a quote at its end"),
      ("ban = \"1m\n\"", "1:7: \"1m: expected a quote at its end"),
      ("ban = \"1m\" x", "1:12: x: expected a line of its own, or a comment after \"#\""),
      ("[daemon\nlog = 1", "1:8: end of the line: expected \"]\" after a table's name"),
      ("[[daemon]", "1:10: end of the file: expected \"]\" after a table's name"),
      ("= 1", "1:1: =: expected a key: letters, digits, \"-\" and \"_\", or anything in quotes"),
      ("[]", "1:2: ]: expected a key"), ("a..b = 1", "1:3: .b: expected a key"),
      ("é = 1", "1:1: é: expected a key"), ("a = [1 2]", "1:6: 1: expected a value"),
      ("a = [\"1\" 2]", "1:10: 2]: expected \",\" or \"]\" in a list"),
      ("a = [", "1:6: end of the file: expected a value"),
      ("a = {b = 1", "1:11: end of the file: expected \"}\" or \",\" in a table on one line"),
      ("a = {b = 1,}", "1:12: }: expected a key"), ("a = {\n}", "1:6: end of the line: expected a key"),
      ("ban = \"\\q\"", "1:8: \\q\": expected \"\\\\\" for a backslash, or text in single quotes"),
      ("ban = \"\\uD800\"", "1:8: \\u: expected 4 digits of a character"),
      ("ban = \"\\U0000\"", "1:8: \\U: expected 8 digits of a character"),
      ("ban = \"\u{1}\"", "1:8: a control character: expected text"),
      ("# \u{7f}", "1:3: a control character: expected text"),
      ("# x\ry", "1:4: a control character: expected text"),
      ("ban = \"1m\"\rbrake = 1", "1:11: a carriage return alone: expected a line of its own"),
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
    #expect(
      complaints("\u{feff}ban = 1\r\n# x\r\n  pace = \"1\"\r\n").map { $0.prefix(5) } == ["1:7: ", "3:10:"])
    #expect(complaints("\u{feff}ban = ten").first?.hasPrefix("1:7: ") == true)
    #expect(complaints("\u{feff}daemon = 1979-13-27").first?.hasPrefix("1:") == true)
  }

  @Test("columns are characters, not octets")
  func columns() {
    #expect(complaints("daemon = {log = \"žlutý\", user = 1}").map { $0.prefix(5) } == ["1:17:", "1:33:"])
    #expect(complaints("ban = \"é\" é").first?.hasPrefix("1:11: é: expected a line") == true)
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
          error.description == "F:2:\(column): an octet that is not UTF-8: expected text in UTF-8")
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
    #expect(found.map { $0.map { $0.prefix { $0 != " " } } } == [["3:11:"], ["2:22:"], ["1:42:"], ["5:10:"]])
  }
}
