import FoundationEssentials
import Placement
import Plans
import System
import Wire

/// A daemon that runs in this network namespace, as commands speak to it.
struct RunningDaemon {
  /// The interface by which it is asked.
  let interface: InterfaceName

  /// Those that there are.
  static var all: [RunningDaemon] { ControlClient.daemons.map(RunningDaemon.init) }

  /// The same for each interface that they guard.
  static var guarding: [RunningDaemon] { ControlClient.guarded.map(RunningDaemon.init) }

  /// The daemon of an interface, or of the bridge over it or that it is a port of; without a name that of the only one guarded. Nil when there is
  /// none.
  static func of(_ wish: Site.Wish, in network: Network) throws(Refusal) -> RunningDaemon? {
    let guarding = Self.guarding
    guard let name = wish.interface ?? wish.bridge else {
      guard guarding.count > 1 else { return guarding.first }
      let names = guarding.map { "\($0.interface)" }.joined(separator: ", ")
      throw Refusal("block: \(names) are guarded; say which by --interface", .unavailable)
    }
    let others = [network[name].flatMap(Bridge.init)?.port, network[name]?.master]
    return guarding.first { $0.interface == name || others.contains($0.interface) }
  }

  /// Those that an option names, or all; at least one.
  static func named(_ interface: InterfaceName?, for attempt: String) throws(Refusal) -> [RunningDaemon] {
    let found = guarding.filter { interface == nil || $0.interface == interface }
    guard found.isEmpty else { return found }
    throw Refusal(
      "\(attempt): no dhcpward watches \(interface.map { "\($0)" } ?? "here"); start `dhcpward watch`",
      .unavailable)
  }

  /// Those that there are; at least one.
  static func any(for attempt: String) throws(Refusal) -> [RunningDaemon] {
    _ = try named(nil, for: attempt)
    return all
  }

  /// Asks, and gives the answer's line; nil when it has just ended.
  func ask(_ inquiry: Inquiry) throws -> String? { try ControlClient.ask(interface, inquiry.line) }

  /// The same for an answer of that type.
  func ask<Answer: Decodable>(_ inquiry: Inquiry, as type: Answer.Type) throws -> Answer? {
    var inquiry = inquiry
    inquiry.interface = inquiry.interface ?? "\(interface)"
    guard let line = try ask(inquiry) else { return nil }
    let decoder = JSONDecoder()
    if let answer = try? decoder.decode(type, from: Data(line.utf8)) { return answer }
    guard let failure = try? decoder.decode(InquiryFailure.self, from: Data(line.utf8)) else {
      throw Refusal(
        "\(inquiry.ask.rawValue): the daemon of \(interface) gave an answer that is none; is it of another version?",
        .unavailable)
    }
    guard let code = failure.status, let status = Status(rawValue: code) else {
      throw Refusal("\(inquiry.ask.rawValue): ask the daemon of \(interface): \(failure.error)", .unavailable)
    }
    throw Refusal(failure.error, status)
  }
}

extension Array {
  /// Cut into parts of at most so many.
  func parts(of size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
