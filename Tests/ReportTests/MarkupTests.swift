import Testing

@testable import Report

@Suite("Markup") struct MarkupTests {
  @Test("what is put in as text cannot become markup") func escaped() {
    let hostile = "<script>alert('x')</script>\"&\u{0}\u{1b}[31m\u{202e}\n"
    let markup: Markup = "<b title=\"\(hostile)\">\(hostile)</b>"
    let safe =
      "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;\u{fffd}\u{fffd}[31m\u{fffd}\u{fffd}"
    #expect(markup.text == "<b title=\"\(safe)\">\(safe)</b>")
  }

  @Test("markup goes into markup as it is") func nested() {
    let inner: Markup = "<i>\("a<b")</i>"
    let outer: Markup = "<p>\(inner)\(7)\([inner, inner])\(nil as Markup?)</p>"
    #expect(outer.text == "<p><i>a&lt;b</i>7<i>a&lt;b</i>\n<i>a&lt;b</i></p>")
  }
}
