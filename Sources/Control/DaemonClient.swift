import FoundationEssentials
import System
public import Wire

/// A daemon that runs in this network namespace, as commands speak to it.
public struct DaemonClient {
  /// The interface by which it is asked.
  public let interface: InterfaceName

  /// The daemon that guards an interface.
  public init(interface: InterfaceName) { self.interface = interface }

  /// Those that there are.
  public static var all: [DaemonClient] { ControlClient.daemons.map(DaemonClient.init) }

  /// The same for each interface that they guard.
  public static var guarding: [DaemonClient] { ControlClient.guarded.map(DaemonClient.init) }

  /// Those that an option names, or all; at least one.
  public static func named(
    _ interface: InterfaceName?, for attempt: String
  ) throws(ControlError) -> [DaemonClient] {
    let found = guarding.filter { interface == nil || $0.interface == interface }
    guard found.isEmpty else { return found }
    let others = guarding.map { "\($0.interface)" }.joined(separator: ", ")
    throw ControlError(
      "\(attempt): no dhcpward watches \(interface.map { "\($0)" } ?? "here"); "
        + (others.isEmpty ? "start `dhcpward watch`" : "guarded are \(others)"))
  }

  /// Those that there are; at least one.
  public static func any(for attempt: String) throws(ControlError) -> [DaemonClient] {
    _ = try named(nil, for: attempt)
    return all
  }

  /// Asks, and gives the answer; nil when it has just ended.
  public func ask<Answer: Decodable>(_ request: ControlRequest, as type: Answer.Type) throws -> Answer? {
    var request = request
    request.interface = request.interface ?? "\(interface)"
    guard let line = try ControlClient.ask(interface, request.line) else { return nil }
    return try Self.read(line, as: type, of: interface, to: request.ask)
  }

  /// Reads an answer's line, whatever it is.
  static func read<Answer: Decodable>(
    _ line: String, as type: Answer.Type, of interface: InterfaceName, to ask: ControlRequest.Ask
  ) throws(ControlError) -> Answer {
    let decoder = JSONDecoder()
    if let answer = try? decoder.decode(type, from: Data(line.utf8)) { return answer }
    guard let failure = try? decoder.decode(ControlFailure.self, from: Data(line.utf8)) else {
      throw ControlError(
        "\(ask.rawValue): the daemon of \(interface) gave an answer that is none; is it of another version?")
    }
    guard let code = failure.status, let status = ExitStatus(rawValue: code) else {
      throw ControlError("\(ask.rawValue): ask the daemon of \(interface): \(failure.error)")
    }
    throw ControlError(failure.error, status)
  }
}
