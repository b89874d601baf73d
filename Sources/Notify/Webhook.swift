public import Daemon
import Ledger
import System
import Wire

/// A URL that is sent digests of events as JSON, `dhcpward.digest/1` (docs/events.md), by the system's curl.
public struct Webhook: Hashable, Sendable {
  /// What complaints call it: they never show the URL, which may hold a secret.
  public var name: String
  /// Where to, http or https.
  public var url: String
  /// What is told by it.
  public var events: Set<Event.Kind>
  /// How long one attempt may take.
  public var timeout: Duration
  /// How much time is between two digests, at least.
  public var every: Duration

  /// A webhook from its parts.
  public init(
    name: String, url: String, events: Set<Event.Kind> = [.block, .alarm], timeout: Duration = .seconds(10),
    every: Duration = .zero
  ) {
    self.name = name
    self.url = url
    self.events = events
    self.timeout = timeout
    self.every = every
  }
}

struct WebhookSink: NotificationSink {
  /// Rests before the second, third and fourth attempt.
  static let rests: [Duration] = [.seconds(1), .seconds(4), .seconds(16)]

  let webhook: Webhook
  let host: String
  var rests = Self.rests

  var name: String { "webhook \(webhook.name)" }
  var kinds: Set<Event.Kind> { webhook.events }
  var every: Duration { webhook.every }
  var load: Int { SinkWorker.most }
  var isTerse: Bool { false }

  func deliver(_ delivery: Delivery, _ cancellation: Cancellation) -> String? {
    for part in Self.parts(of: delivery, host: host) {
      if let failure = post(part, cancellation) { return failure }
    }
    return nil
  }

  private func post(_ body: String, _ cancellation: Cancellation) -> String? {
    let config = CurlConfig(webhook: webhook, body: body)
    // curl is to stop by itself; what it does not stop is stopped.
    let limit = webhook.timeout + .seconds(2)
    var failure: String?
    for rest in [.zero] + rests {
      guard rest == .zero || cancellation.rest(rest) else { return failure }
      let outcome = ExternalProgram.run(
        ["curl", "--disable", "--config", "-"], input: config.text, limit: limit,
        isCalledOff: cancellation.isCalledOff)
      guard
        let words = outcome.complaint(
          limit: limit, missing: "install the package curl (apt install curl)")
      else { return nil }
      let complaint = "post to \(name): \(words.replacing(webhook.url, with: "URL"))"
      if case .notStarted = outcome { return complaint }
      failure = complaint
    }
    return failure
  }

  /// The bodies of as many digests as it takes: curl 7 reads no line of more than 100 KiB.
  static func parts(of delivery: Delivery, host: String) -> [String] {
    let body = body(delivery, host: host)
    guard CurlConfig.quoted(body).utf8.count > 90_000, delivery.entries.count > 1 else { return [body] }
    let half = delivery.entries.count / 2
    let first = Delivery(entries: Array(delivery.entries[..<half]), dropped: delivery.dropped)
    let second = Delivery(entries: Array(delivery.entries[half...]), dropped: 0)
    return parts(of: first, host: host) + parts(of: second, host: host)
  }

  /// `text` is for chat programs, which show it.
  static func body(_ delivery: Delivery, host: String) -> String {
    let summary = Summary(delivery: delivery)
    let text = (["dhcpward \(host): \(summary)"] + summary.lines).joined(separator: "\n")
    let events = delivery.entries.map { EventRecord($0.event).json(count: $0.count, tenant: $0.tenant) }
    return JSONText.object([
      ("schema", JSONText.string("dhcpward.digest/1")), ("host", JSONText.string(host)),
      ("text", JSONText.string(text)), ("dropped", "\(delivery.dropped)"),
      ("events", "[\(events.joined(separator: ","))]"),
    ])
  }
}
