import Daemon
import Flood
import Notify
import Placement
import Plans
import System
import Wire

/// The daemon's side of a `ControlRequest`: a line in, a line out, whatever the line is.
public struct ControlHandler {
  /// The most talkers of an interface in one answer, which must fit into a socket's buffer.
  public static let mostTalkers = 200

  let daemon: any ControlledDaemon
  /// The exit code of an error of any room.
  let status: (any Error) -> ExitStatus

  /// The answer to a line.
  func answer(_ line: String) -> String {
    do {
      return try answer(try ControlRequest(line: line))
    } catch let failure as ControlFailure {
      return JSON.line(failure)
    } catch {
      return JSON.line(ControlFailure(error: "\(error)", status: status(error).rawValue))
    }
  }

  /// What somebody is told who is not heard any more.
  static func complaint(_ fault: ControlServer.Fault) -> String {
    let words =
      switch fault {
      case .tooLong: "a question is a line of at most \(ControlServer.longestRequest) octets"
      case .tooSlow: "no question within \(ControlServer.patience.words)"
      case .tooMany: "more than \(ControlServer.mostClients) ask at once; ask again"
      case .stranger: "only root, the daemon's own user and its group are answered"
      }
    return JSON.line(ControlFailure(error: words))
  }

  private func answer(_ request: ControlRequest) throws -> String {
    switch request.ask {
    case .explain:
      let (mac, interface) = (try mac(request.mac), try guarded(request))
      return JSON.line(
        SourceStatus(
          daemon.account(of: mac, on: interface), daemon.block(of: mac, on: interface), of: mac,
          on: interface, shared: daemon.portsSharing(mac, on: interface),
          clients: daemon.clientBlocks(of: mac, on: interface, most: SourceStatus.mostClients),
          now: SystemClock.wall))
    case .status: return JSON.line(SnapshotReport(daemon.snapshot(talkers: 0)))
    case .top:
      let count = min(max(request.talkers ?? 50, 0), Self.mostTalkers)
      return JSON.line(SnapshotReport(daemon.snapshot(talkers: count)))
    case .block: return try block(request)
    case .unblock:
      let subjects = Set(try subjects(of: request))
      let isAll = request.all == true
      guard isAll != !subjects.isEmpty else {
        throw ControlFailure(error: "unblock whom? say macs, clients, or all")
      }
      return receipt(.unblock, try daemon.unblock(isAll ? nil : subjects, at: try name(request.port)))
    case .allow:
      let mac = try mac(request.mac)
      try daemon.allow(mac)
      return receipt(.allow, [.address(mac)])
    case .disallow:
      let mac = try mac(request.mac)
      let wasAllowed = daemon.allowed.contains(mac)
      if wasAllowed { try daemon.disallow(mac) }
      return receipt(.disallow, wasAllowed ? [.address(mac)] : [])
    case .allowed: return receipt(.allowed, Set(daemon.allowed.map(Subject.address)))
    case .reload:
      let outcome = daemon.reload()
      guard case .done = outcome else {
        throw ControlFailure(error: outcome.words, status: ExitStatus.configuration.rawValue)
      }
      return receipt(.reload, [], at: outcome.words)
    }
  }

  private func block(_ request: ControlRequest) throws -> String {
    let subjects = try subjects(of: request)
    guard !subjects.isEmpty else { throw ControlFailure(error: "block whom? say macs, or clients") }
    let scope = request.scope.map { Scope(rawValue: $0) }
    guard scope != .some(nil) else {
      throw ControlFailure(
        error: "scope is none of \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if let seconds = request.seconds, !(seconds > 0 && seconds <= 1e9) {
      throw ControlFailure(error: "seconds is a length of at most 1e9")
    }
    let port = try name(request.port)
    let remark = BlockComment(
      origin: .hand, since: SystemClock.wall.truncated(to: .seconds(1)), reason: "blocked by hand")
    let blocks = subjects.map { subject in
      Block(
        subject, scope: (scope ?? nil) ?? subject.usualScope, port: port,
        lifetime: request.seconds.map { .seconds($0) }, remark: remark)
    }
    do {
      let (site, fresh) = try daemon.block(blocks, on: try name(request.interface))
      return receipt(.block, fresh, at: "\(site.bridge ?? site.interface)")
    } catch let spare as Spare {
      throw ControlFailure(error: spare.refusal, status: ExitStatus.badData.rawValue)
    }
  }

  private func receipt(_ done: ControlRequest.Ask, _ some: Set<Subject>, at place: String? = nil) -> String {
    let (macs, others) = (
      some.filter { $0.address != nil }.sorted(), some.filter { $0.address == nil }.sorted()
    )
    return JSON.line(
      ControlReceipt(
        done: done, macs: macs.map { "\($0)" }, clients: others.isEmpty ? nil : others.map { "\($0)" },
        place: place))
  }

  private func subjects(of request: ControlRequest) throws -> [Subject] {
    try request.sources.map { .address(try mac($0)) }
      + (request.clients ?? []).map { text in
        guard let client = RelayedClient(text) else {
          throw ControlFailure(
            error:
              "clients has one that is none; write 02:00:00:00:00:c1 via 10.9.0.1 behind 02:00:00:00:00:aa")
        }
        return .client(client)
      }
  }

  private func guarded(_ request: ControlRequest) throws -> InterfaceName {
    let all = daemon.interfaces
    guard let interface = try name(request.interface) ?? all.first, all.contains(interface) else {
      throw ControlFailure(
        error: "the daemon guards \(all.map { "\($0)" }.joined(separator: ", ")) only",
        status: ExitStatus.unavailable.rawValue)
    }
    return interface
  }

  private func mac(_ text: String?) throws -> MACAddress {
    guard let mac = text.flatMap({ MACAddress($0) }) else {
      throw ControlFailure(error: "mac is no MAC address")
    }
    return mac
  }

  private func name(_ text: String?) throws -> InterfaceName? {
    guard let text else { return nil }
    guard let name = InterfaceName(text) else { throw ControlFailure(error: "that is no interface's name") }
    return name
  }
}
