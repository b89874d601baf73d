import FoundationEssentials
import Wire

/// A line that a running daemon is asked by: JSON, one object a line, version 1 (docs/control.md).
///
/// `{"version":1,"ask":"explain","interface":"eth0","mac":"02:00:00:00:00:99"}` is answered with `dhcpward.standing/1`,
/// what cannot be answered with `{"error":"…"}`.
struct Inquiry: Codable {
  /// What there is to ask.
  enum Ask: String, Codable, CaseIterable {
    case explain, status, top, block, unblock, allow, disallow, allowed, reload
  }

  static let current = 1
  /// How many sources fit into one question.
  static let mostSources = 100

  var version = Self.current
  let ask: Ask
  /// Which of the daemon's interfaces; nil for its only one, or for all.
  var interface: String?
  /// One source.
  var mac: String?
  /// Several.
  var macs: [String]?
  /// With `unblock`: all there are.
  var all: Bool?
  /// Which frames are blocked, as `--scope` takes it.
  var scope: String?
  /// At which port of a bridge alone.
  var port: String?
  /// How long a block lasts; nil for ever.
  var seconds: Double?
  /// How many talkers of each interface are wanted.
  var talkers: Int?

  init(_ ask: Ask) { self.ask = ask }

  /// The line.
  var line: String { Self.line(self) }

  /// A value as a line of JSON.
  static func line(_ value: some Encodable) -> String {
    String(((try? encoded(value)) ?? "{\"error\":\"no answer\"}\n").dropLast())
  }
}

/// An answer that is none.
struct InquiryFailure: Codable, Error {
  /// One line.
  let error: String
  /// The exit code that it comes to (sysexits.h); nil for a question that is none.
  var status: Int32?
}

/// What was done on order.
struct InquiryReceipt: Codable {
  let done: Inquiry.Ask
  /// The sources that it changed something for.
  var macs: [String] = []
  /// Where they are blocked; what came of it, in words, with `reload`.
  var place: String?
}
