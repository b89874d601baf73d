import Flood
import Testing

@Suite("The limit of clients, as written")
struct StarvationTextTests {
  @Test("reads back as it is written", arguments: ["10/60s", "2/1ms", "64/168h", "5/10m"])
  func same(text: String) {
    #expect(Policy.Starvation(text)?.description == text)
  }

  @Test(
    "is refused outside its counts, and with a kind or as a warning",
    arguments: ["", "none", "1/60s", "65/60s", "10/0s", "10", "warn:10/60s", "decline:10/60s", "10/60"])
  func refused(text: String) {
    #expect(Policy.Starvation(text) == nil)
  }
}
