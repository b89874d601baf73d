import Control
import Daemon
import Flood
import Wire

extension ReplayReport {
  /// One client behind a relay or a router.
  struct Client: Encodable {
    struct Line: Encodable {
      /// In hexadecimal.
      @Nullable var circuit: String? = nil
      @Nullable var remote: String? = nil
      /// Both as text, octets that are not printable escaped.
      let text: String

      init(_ line: RelayedLine) {
        text = [line.circuit, line.remote].filter { !$0.isEmpty }.map {
          PrintableText(identifier: $0).description
        }
        .joined(separator: " ")
        if !line.circuit.isEmpty { circuit = PrintableText(hexadecimal: line.circuit).description }
        if !line.remote.isEmpty { remote = PrintableText(hexadecimal: line.remote).description }
      }
    }

    let client: String
    @Nullable var giaddr: String? = nil
    @Nullable var link: String? = nil
    @Nullable var peer: String? = nil
    @Nullable var duid: String? = nil
    @Nullable var line: Line? = nil
    let messages: Int
    let v4: [String: Int]
    let v6: [String: Int]
    let verdict: String
    @Nullable var at: Double? = nil
    @Nullable var reason: String? = nil
    let blocks: Int

    init(_ source: RelayedSource) {
      client = source.client
      messages = source.counts.messages
      let kinds = Dictionary(uniqueKeysWithValues: source.counts.kinds.map { ($0.key.name, $0.value) })
      (v4, v6) = source.counts.isVersion6 ? ([:], kinds) : (kinds, [:])
      verdict = source.finding?.verdict.name ?? "clean"
      blocks = source.blocks
      giaddr = source.giaddr?.description
      link = source.link.map { "\($0)" }
      peer = source.counts.isVersion6 ? source.client : nil
      duid = source.duid?.description
      line = source.line.map(Line.init)
      at = source.finding?.at.seconds
      reason = source.finding?.explanation
    }
  }

  /// The most clients of one source that are listed.
  static let mostClients = 1000
}

extension RelayedSource {
  /// `, line ge-1/0/4`; empty where nobody names its line.
  var ofLine: String { line.map { ", line \(ReplayReport.Client.Line($0).text)" } ?? "" }
}
