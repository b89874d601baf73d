import TestKit
import Testing

@Suite("Captures of real tools and clients")
struct CaptureVerdictTests {
  @Test("a capture is judged by what is known of who sent it", arguments: try IntendedVerdicts.names())
  func verdicts(capture: String) throws {
    let intended = try IntendedVerdicts(of: capture)
    let replay = try ReplayJSON.judging(Captures.file(capture), options: intended.options)
    #expect(!replay.sources.isEmpty)
    #expect(intended.mistakes(in: replay) == [])
  }
}
