import Plans
import Testing

@Suite("Lengths of time, as written")
struct DurationTests {
  @Test(
    "a bare number is seconds, anything else has its units",
    arguments: [
      ("300", 300_000), ("300s", 300_000), ("1h30m", 5_400_000), ("7d", 604_800_000), ("500ms", 500),
      ("", nil), ("0", nil), ("-1", nil), ("1.5s", nil), ("5 m", nil), ("m", nil), ("1m1h", nil), ("٣s", nil),
      ("999999999", 999_999_999_000), ("9999999999", nil), ("36526d", nil),
    ] as [(String, Int64?)])
  func length(text: String, milliseconds: Int64?) {
    #expect(Duration(length: text) == milliseconds.map { .milliseconds($0) })
  }
}
