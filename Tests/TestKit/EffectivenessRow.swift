import Foundation

/// What one listener got to hear in one mode and dialect: a cell of docs/effectiveness.md, and a line of a file in
/// Tests/Effectiveness.
public struct EffectivenessRow: Codable, Sendable, Equatable {
  /// What it came to.
  public enum Outcome: String, Codable, Sendable {
    /// Allowed clients are served; nothing of the blocked one gets there.
    case shielded
    /// Allowed clients are served, and the blocked one too.
    case exposed
    /// Some kinds of an allowed client's messages get there, others do not.
    case partial
    /// Nobody is served.
    case deaf
    /// The server ends by itself.
    case ends
    /// There is no such place in this mode.
    case absent
    /// dhcpward refused before it touched anything.
    case refused
    /// The kernel has no such device.
    case missing
  }

  /// dhcpward's MODE.
  public var mode: String
  /// Its DIALECT, with ebtables' flavour.
  public var dialect: String
  /// Who listens; absent where dhcpward refused.
  public var listener: String?
  /// On which interface: `port`, `bridge`, an `UpperDevice` or, bound to none, `any`.
  public var place: String?
  /// What it came to.
  public var outcome: Outcome
  /// dhcpward's words when it refused, the kernel's when it has no such device, the mode that `auto` came to.
  public var reason: String?
  /// What was answered, or seen, of the blocked client, by the block's scope.
  public var blocked: [String: [Traffic]]?
  /// And of the allowed one.
  public var allowed: [String: [Traffic]]?

  /// A row with nothing known yet but the column.
  public init(mode: String, dialect: String, listener: String? = nil, place: String? = nil, outcome: Outcome)
  {
    self.mode = mode
    self.dialect = dialect
    self.listener = listener
    self.place = place
    self.outcome = outcome
  }

  /// The device above the guarded one that it is about.
  public var device: UpperDevice? { place.flatMap(UpperDevice.init(rawValue:)) }

  /// What the kinds come to: a scope must keep away the `guarded` kinds that it covers.
  public static func outcome(
    blocked: [String: [Traffic]], allowed: [String: [Traffic]], of guarded: [Traffic]
  ) -> Outcome {
    let heard = allowed.values.map { $0.filter(guarded.contains) }
    if heard.allSatisfy(\.isEmpty) { return .deaf }
    guard heard.allSatisfy({ $0 == guarded }) else { return .partial }
    let leaks = blocked.contains { scope, kinds in
      kinds.contains { guarded.contains($0) && (scope == "all" || !Traffic.host.contains($0)) }
    }
    return leaks ? .exposed : .shielded
  }
}

/// What one kernel was found to do: a file of Tests/Effectiveness, a JSON object a line.
public struct EffectivenessRecord: Sendable, Equatable {
  /// Kernel and tools, by name.
  public var versions: [String: String]
  /// The cells, in the order they were measured in.
  public var rows: [EffectivenessRow]

  /// A record from its parts.
  public init(versions: [String: String], rows: [EffectivenessRow]) {
    self.versions = versions
    self.rows = rows
  }

  /// Reads a file's text.
  public init(text: String) throws {
    let lines = text.split(separator: "\n").map { Data($0.utf8) }
    versions = try JSONDecoder().decode([String: String].self, from: lines.first ?? Data())
    rows = try lines.dropFirst().map { try JSONDecoder().decode(EffectivenessRow.self, from: $0) }
  }

  /// The file's text.
  public var text: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func line(_ value: some Encodable) -> String {
      (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) + "\n" } ?? ""
    }
    return line(versions) + rows.map { line($0) }.joined()
  }

  /// The rows of one column of the table of servers on the guarded device.
  public func column(_ mode: String, _ dialect: String) -> [EffectivenessRow] {
    rows.filter { $0.mode == mode && $0.dialect == dialect && $0.device == nil }
  }

  /// The rows of servers on that device above the guarded one.
  public func above(_ device: UpperDevice) -> [EffectivenessRow] { rows.filter { $0.device == device } }
}
