import Flood
import FoundationEssentials
import Kernel
import Watchdog
import Wire

/// A line that a running daemon is asked by, and how it answers: JSON, one object a line, version 1.
///
/// `{"version":1,"ask":"explain","mac":"02:00:00:00:00:99"}` is answered with `dhcpward.standing/1`, and what cannot be
/// answered with `{"error":"…"}`.
struct Inquiry: Codable {
  private struct Failure: Codable { let error: String }

  private static let current = 1
  private static let explain = "explain"

  private let version: Int
  private let ask: String
  private let mac: String

  private init(mac: MACAddress) {
    version = Self.current
    ask = Self.explain
    self.mac = mac.description
  }

  /// The daemon's side.
  static func answer(_ question: String, _ watchdog: Watchdog, on interface: InterfaceName) -> String {
    guard let inquiry = try? JSONDecoder().decode(Inquiry.self, from: Data(question.utf8)) else {
      return failure("not a question; ask {\"version\":1,\"ask\":\"explain\",\"mac\":\"MAC\"}")
    }
    guard inquiry.version == current else {
      return failure("version \(inquiry.version) of a question; this daemon knows version \(current)")
    }
    guard inquiry.ask == explain else { return failure("unknown question; this daemon knows explain") }
    guard let mac = MACAddress(inquiry.mac) else { return failure("mac is no MAC address") }
    return line(Standing(watchdog.account(of: mac), of: mac, on: interface))
  }

  /// How a source stands with the daemon of an interface; nil when none runs there.
  static func standing(of mac: MACAddress, on interface: InterfaceName) throws -> Standing? {
    guard let answer = try ControlClient.ask(interface, line(Inquiry(mac: mac))) else { return nil }
    let decoder = JSONDecoder()
    if let standing = try? decoder.decode(Standing.self, from: Data(answer.utf8)) { return standing }
    let failure = try? decoder.decode(Failure.self, from: Data(answer.utf8))
    throw Refusal(
      "explain: ask the daemon of \(interface): \(failure?.error ?? "an answer that is none"); "
        + "is it of another version?", .unavailable)
  }

  private static func failure(_ words: String) -> String { line(Failure(error: words)) }

  private static func line(_ value: some Encodable) -> String {
    String(((try? encoded(value)) ?? "{\"error\":\"no answer\"}\n").dropLast())
  }
}
