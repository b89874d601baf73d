import Control
import Daemon
import Flood
import Wire

/// `dhcpward.replay/1`: what `replay` prints, as JSON or as text.
struct ReplayReport: Encodable {
  struct Source: Encodable {
    let mac: String
    @Nullable var vendor: String? = nil
    /// Its owner chose the address; such a one has no vendor.
    let local: Bool
    let messages: Int
    let v4: [String: Int]
    let v6: [String: Int]
    let relayed: Int
    let malformed: Int
    let chaddrs: Int
    /// Different DUIDs.
    let duids: Int
    let vlans: [Int]
    let first: Double
    let last: Double
    let verdict: String
    @Nullable var at: Double? = nil
    @Nullable var reason: String? = nil
    /// How often it would have been blocked.
    let blocks: Int
    /// The clients behind it, the busiest first; and how many are not listed.
    let clients: [Client]
    let clientsLeftOut: Int
  }

  struct Alarm: Encodable {
    let kind: String
    let at: Double
    @Nullable var mac: String? = nil
    let detail: String
    /// What to do; null where the detail says so.
    @Nullable var advice: String? = nil

    init(_ alarm: Flood.Alarm) {
      kind = alarm.kind.rawValue
      at = alarm.at.seconds
      detail = alarm.detail
      mac = alarm.mac?.description
      advice = alarm.advice
    }
  }

  let schema = "dhcpward.replay/1"
  let files: [String]
  let frames: Int
  let messages: Int
  let malformed: Int
  /// Those of the malformed that the capture cut.
  let cut: Int
  /// Messages that another interface of the capture saw as well, and that are not counted.
  let copies: Int
  /// Frames left out, by the number and name of their link type.
  let unread: [String: Int]
  /// Frames that hide others, which were not looked into, by what hides them.
  let tunnelled: [String: Int]
  /// What can be said at the end of a capture that is too short for an alarm.
  @Nullable var remark: String? = nil
  @Nullable var first: Double? = nil
  @Nullable var last: Double? = nil
  let sources: [Source]
  let alarms: [Alarm]
  @Nullable var whatIf: WhatIfReport? = nil

  private enum CodingKeys: String, CodingKey {
    case schema, files, frames, messages, malformed, cut, copies, unread, tunnelled, remark, first, last,
      sources, alarms, whatIf
  }

  init(
    _ replay: Replay, files: [String], whatIf: WhatIf?, policy: Policy, vendors: ([MACAddress]) -> Vendors
  ) {
    self.files = files
    frames = replay.frames
    messages = replay.tally.messages
    malformed = replay.tally.malformed
    cut = replay.cutMessages
    copies = replay.copies
    unread = replay.unread
    tunnelled = Dictionary(uniqueKeysWithValues: replay.tunnelled.map { ($0.key.rawValue, $0.value) })
    remark = replay.remark
    first = replay.tally.first?.seconds
    last = replay.tally.last?.seconds
    alarms = replay.alarms.map(Alarm.init)
    let all = replay.tally.sources
    let makers = vendors(all.map(\.mac))
    let (clients, counts) = (replay.relayedClients(Self.mostClients), replay.relayedCounts)
    sources = all.map {
      Source(
        $0, finding: replay.findings[$0.mac], blocks: replay.blocks[$0.mac] ?? 0, vendors: makers,
        clients: (clients[$0.number] ?? []).map(Client.init), of: counts[$0.number] ?? 0)
    }
    self.whatIf = whatIf.map { WhatIfReport($0, policy) }
  }
}
