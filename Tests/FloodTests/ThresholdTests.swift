import Flood
import Testing
import Wire

@Suite("Thresholds") struct ThresholdTests {
  @Test(
    "a threshold's text reads back as itself",
    arguments: [
      "20/5s", "30/30s", "decline:10/10m", "warn:13/60s", "warn:decline:5/10m", "7/500ms", "100/24h",
    ])
  func roundTrip(_ text: String) throws {
    #expect(try #require(Threshold(text)).description == text)
  }

  @Test("other spellings of a window mean the same") func spellings() {
    #expect(Threshold("20/5000ms") == Threshold("block:20/5s"))
    #expect(Threshold("10/600s") == Threshold("10/10m"))
    #expect(Threshold("13/1m") == Threshold("13/60s"))
  }

  @Test(
    "what is not a threshold is refused",
    arguments: [
      "", "20", "20/", "/5s", "0/5s", "1001/5s", "-1/5s", "+1/5s", "20/5", "20/0s", "20/5d", "20/169h",
      "20/5s/1",
      "nak:20/5s", "warn:", ":20/5s", "warn::20/5s", "decline:warn:20/5s", "20/99999999999999999999s", "２/5s",
      "20/５s",
    ])
  func refused(_ text: String) { #expect(Threshold(text) == nil) }

  @Test("values out of range are clamped, windows cut to milliseconds") func clamped() {
    #expect(Threshold(count: 0, window: .zero) == Threshold("1/1ms"))
    #expect(Threshold(count: .max, window: .seconds(Int64.max)) == Threshold("1000/168h"))
    #expect(Threshold(count: 5, window: .nanoseconds(2_999_999)) == Threshold("5/2ms"))
  }

  @Test(
    "words say what a person would",
    arguments: [
      ("20/5s", "20 messages in 5 s"), ("decline:10/10m", "10 DECLINE messages in 10 min"),
      ("13/60s", "13 messages in 60 s"), ("100/24h", "100 messages in 24 h"), ("1/90s", "1 message in 90 s"),
      ("malformed:5/250ms", "5 malformed messages in 250 ms"), ("bootp:5/1h", "5 BOOTP messages in 1 h"),
    ])
  func words(_ text: String, _ words: String) throws { #expect(try #require(Threshold(text)).words == words) }

  @Test("the standard thresholds are those documented") func standard() {
    #expect(
      Policy.standard.thresholds.map(\.description) == [
        "20/5s", "30/30s", "50/60s", "decline:10/10m", "warn:13/60s", "warn:request:10/10m",
        "warn:decline:5/10m",
      ])
  }
}
