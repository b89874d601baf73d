import FoundationEssentials
public import Wire

/// A line that a running daemon is asked by: JSON, one object a line, version 1 (docs/control.md).
///
/// `{"version":1,"ask":"explain","interface":"eth0","mac":"02:00:00:00:00:99"}` is answered with `dhcpward.standing/1`,
/// what cannot be answered with `{"error":"…"}`.
public struct ControlRequest: Codable, Hashable, Sendable {
  /// What there is to ask.
  public enum Ask: String, Codable, CaseIterable, Sendable {
    /// How a source stands.
    case explain
    /// How the daemon stands, without and with the busiest sources.
    case status, top
    /// What people order.
    case block, unblock, allow, disallow
    /// Whom people allowed.
    case allowed
    /// Reading the settings again.
    case reload
  }

  /// The version that this program speaks.
  public static let current = 1
  /// How many sources fit into one question.
  public static let mostSources = 100
  /// How many, where clients behind routers are among them, whose names are longer.
  public static let mostClients = 30

  /// `current`.
  public var version = Self.current
  /// What is asked.
  public let ask: Ask
  /// Which of the daemon's interfaces; nil for its only one, or for all.
  public var interface: String?
  /// One source.
  public var mac: String?
  /// Several.
  public var macs: [String]?
  /// Several clients behind routers, each `02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa`.
  public var clients: [String]?
  /// With `unblock`: all there are.
  public var all: Bool?
  /// Which frames are blocked, as `--scope` takes it.
  public var scope: String?
  /// At which port of a bridge alone.
  public var port: String?
  /// How long a block lasts; nil for ever.
  public var seconds: Double?
  /// How many talkers of each interface are wanted.
  public var talkers: Int?

  /// Asks that, of no source and no interface yet.
  public init(_ ask: Ask) { self.ask = ask }

  /// Names these, and nobody else.
  public mutating func name(_ subjects: some Collection<Subject>) {
    func words(_ some: [Subject]) -> [String]? { some.isEmpty ? nil : some.map { "\($0)" } }
    macs = words(subjects.filter { $0.address != nil })
    clients = words(subjects.filter { $0.client != nil })
  }

  /// The line that is sent.
  public var line: String { JSON.line(self) }

  /// All sources that it names.
  var sources: [String] { (macs ?? []) + [mac].compactMap(\.self) }

  /// Reads a line, whatever it is.
  init(line: String) throws(ControlFailure) {
    let bytes = Data(line.utf8)
    guard let head = try? JSONDecoder().decode(Head.self, from: bytes) else {
      throw ControlFailure(error: "not a question; ask {\"version\":1,\"ask\":\"status\"}")
    }
    guard head.version == Self.current else {
      throw ControlFailure(
        error: "version \(head.version) of a question; this daemon knows version \(Self.current)")
    }
    guard Ask(rawValue: head.ask) != nil else {
      let asks = Ask.allCases.map(\.rawValue).joined(separator: ", ")
      throw ControlFailure(error: "unknown question; this daemon knows \(asks)")
    }
    guard let request = try? JSONDecoder().decode(Self.self, from: bytes) else {
      throw ControlFailure(error: "something in the question to \(head.ask) is of the wrong type")
    }
    self = request
  }

  private struct Head: Decodable {
    let version: Int
    let ask: String
  }
}
