import Screen
import Testing

@Suite("A line of a terminal")
struct LineTests {
  @Test("nothing that a stranger wrote moves the cursor, hides, or changes the width")
  func hostile() {
    for text in [
      "\u{1b}[2J", "\u{1b}]0;x\u{7}", "a\rb", "a\nb", "\u{9b}31m", "\u{202e}abc", "e\u{301}",
      "\u{4e2d}\u{6587}",
      "\u{1f4a9}", "\u{7f}", "\u{0}", "\u{5d0}\u{5d1}", "\u{ad}", "\u{200b}", "\u{fffd}", "\u{feff}",
    ] {
      let line = Line(text)
      #expect(line.width == text.unicodeScalars.count)
      #expect(line.text.unicodeScalars.allSatisfy { (0x20..<0x7f).contains($0.value) }, "\(line.text)")
      #expect(!line.rendered(isStyled: true, colours: true).contains("\u{1b}"))
    }
    #expect(
      Line("\u{c9}lectronique, \u{39c}\u{3c0}, \u{414}\u{430}").text
        == "\u{c9}lectronique, \u{39c}\u{3c0}, \u{414}\u{430}")
  }

  @Test("what is cut off leaves a mark, and what is short is filled up")
  func fitted() {
    #expect(Line("abcdef").clipped(to: 4).text == "abc~")
    #expect(Line("abcdef").clipped(to: 6).text == "abcdef")
    #expect(Line("abcdef").clipped(to: 0).text == "")
    #expect(Line("ab").fitted(to: 4).text == "ab  ")
    #expect(Line("ab").fitted(to: 4, isRight: true).text == "  ab")
    #expect((Line("ab") + Line("   ")).trimmed.text == "ab")
    #expect(Line("").trimmed.width == 0)
  }

  @Test("a style is turned on, changed and off; without colours the attributes stay")
  func styles() {
    let line = Line("a", Style(.red, isStrong: true)) + Line("b") + Line("c", .heading)
    #expect(line.rendered(isStyled: true, colours: true) == "\u{1b}[0;1;31ma\u{1b}[mb\u{1b}[0;7mc\u{1b}[m")
    #expect(line.rendered(isStyled: true, colours: false) == "\u{1b}[0;1ma\u{1b}[mb\u{1b}[0;7mc\u{1b}[m")
    #expect(line.rendered(isStyled: false, colours: true) == "abc")
  }

  @Test("a sparkline is as wide as asked, its newest at the right, its highest full")
  func sparkline() {
    let line = Sparkline(isUnicode: true)
    #expect(line.text([0, 50, 100], width: 5) == "   \u{2584}\u{2588}")
    #expect(line.text([100, 0, 1], width: 2) == " \u{2581}")
    #expect(line.text([], width: 3) == "   ")
    #expect(line.text([5], width: 0) == "")
    #expect(Sparkline(isUnicode: false).text([0, 50, 100], width: 3) == " =@")
    #expect(Sparkline(isUnicode: false).text([1000, -5], width: 2) == "@ ")
  }
}
