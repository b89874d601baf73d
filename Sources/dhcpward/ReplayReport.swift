import Flood
import Watchdog
import Wire

/// `dhcpward.replay/1`: what `replay` prints, as JSON or as text.
struct ReplayReport: Encodable {
  struct Source: Encodable {
    let mac: String
    @Nullable var vendor: String? = nil
    let messages: Int
    let v4: [String: Int]
    let v6: [String: Int]
    let relayed: Int
    let malformed: Int
    let chaddrs: Int
    let vlans: [Int]
    let first: Double
    let last: Double
    let verdict: String
    @Nullable var at: Double? = nil
    @Nullable var reason: String? = nil
  }

  struct Alarm: Encodable {
    let kind: String
    let at: Double
    @Nullable var mac: String?
    let detail: String
  }

  let schema = "dhcpward.replay/1"
  let files: [String]
  let frames: Int
  let messages: Int
  let malformed: Int
  @Nullable var first: Double? = nil
  @Nullable var last: Double? = nil
  let sources: [Source]
  let alarms: [Alarm]

  private enum CodingKeys: String, CodingKey {
    case schema, files, frames, messages, malformed, first, last, sources, alarms
  }

  init(_ replay: Replay, files: [String]) {
    self.files = files
    frames = replay.frames
    messages = replay.tally.messages
    malformed = replay.tally.malformed
    first = replay.tally.first?.seconds
    last = replay.tally.last?.seconds
    alarms = replay.alarms.map {
      Alarm(kind: $0.kind.rawValue, at: $0.at.seconds, mac: $0.mac?.description, detail: $0.detail)
    }
    sources = replay.tally.sources.map { Source($0, finding: replay.findings[$0.mac]) }
  }
}
