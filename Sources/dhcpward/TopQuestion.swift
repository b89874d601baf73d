import FoundationEssentials
import Rules
import Screen
import Watchdog
import Wire

/// What `top` asks the daemon, and what it makes of the answers.
struct TopQuestion: Encodable {
  private struct Outcome: Decodable {
    let done: String?
    let error: String?
  }

  private let version = 1
  private let ask: String
  private var talkers: Int?
  private var mac: String?
  private var interface: String?

  private init(ask: String) { self.ask = ask }

  private enum CodingKeys: String, CodingKey { case version, ask, talkers, mac, interface }

  /// How the daemon stands now, with so many talkers; nil when none runs here.
  static func report(talkers: Int) throws -> PictureReport? {
    var question = TopQuestion(ask: "top")
    question.talkers = talkers
    guard let answer = try Daemon.ask(question.line) else { return nil }
    let data = Data(answer.utf8)
    if let report = try? JSONDecoder().decode(PictureReport.self, from: data) { return report }
    let outcome = try? JSONDecoder().decode(Outcome.self, from: data)
    throw Refusal(
      "top: ask the daemon: \(outcome?.error ?? "an answer that is none"); is it of another version?",
      .unavailable)
  }

  /// The same as a value.
  static func picture(talkers: Int) throws -> Picture? {
    guard let report = try report(talkers: talkers) else { return nil }
    guard let picture = report.picture else {
      throw Refusal(
        "top: read the daemon's answer: it is no dhcpward.top/1 that this version knows; use the daemon's own version",
        .unavailable)
    }
    return picture
  }

  /// Has the daemon block or unblock a source, and says in words what came of it.
  static func order(_ verb: String, _ subject: Pace.Subject) throws -> (words: String, isDone: Bool) {
    var question = TopQuestion(ask: verb)
    question.mac = subject.mac.map { "\($0)" }
    question.interface = "\(subject.interface)"
    guard let answer = try Daemon.ask(question.line) else { return ("the daemon has ended", false) }
    let outcome = try? JSONDecoder().decode(Outcome.self, from: Data(answer.utf8))
    if let done = outcome?.done { return (done, true) }
    return (outcome?.error ?? "the daemon gave an answer that is none", false)
  }

  private var line: String { get throws { String(try encoded(self).dropLast()) } }
}
