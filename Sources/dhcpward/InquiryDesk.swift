import Flood
import FoundationEssentials
import Placement
import Plans
import System
import Watchdog
import Wire

/// The daemon's side of an `Inquiry`: a line in, a line out, whatever the line is.
struct InquiryDesk {
  let watchdog: Watchdog

  /// The most talkers of an interface in one answer, which must fit into a socket's buffer.
  static let mostTalkers = 200

  func answer(_ line: String) -> String {
    do {
      return try answer(try read(line))
    } catch let failure as InquiryFailure {
      return Inquiry.line(failure)
    } catch {
      return Inquiry.line(InquiryFailure(error: "\(error)", status: status(of: error).rawValue))
    }
  }

  /// What somebody is told who is not heard any more.
  static func complaint(_ fault: ControlSocket.Fault) -> String {
    let words =
      switch fault {
      case .tooLong: "a question is a line of at most \(ControlSocket.longestRequest) octets"
      case .tooSlow: "no question within \(ControlSocket.patience.words)"
      case .tooMany: "more than \(ControlSocket.mostClients) ask at once; ask again"
      case .stranger: "only root, the daemon's own user and its group are answered"
      }
    return Inquiry.line(InquiryFailure(error: words))
  }

  private func read(_ line: String) throws(InquiryFailure) -> Inquiry {
    let asks = Inquiry.Ask.allCases.map(\.rawValue).joined(separator: ", ")
    guard let head = try? JSONDecoder().decode(Head.self, from: Data(line.utf8)) else {
      throw InquiryFailure(error: "not a question; ask {\"version\":1,\"ask\":\"status\"}")
    }
    guard head.version == Inquiry.current else {
      throw InquiryFailure(
        error: "version \(head.version) of a question; this daemon knows version \(Inquiry.current)")
    }
    guard Inquiry.Ask(rawValue: head.ask) != nil else {
      throw InquiryFailure(error: "unknown question; this daemon knows \(asks)")
    }
    guard let inquiry = try? JSONDecoder().decode(Inquiry.self, from: Data(line.utf8)) else {
      throw InquiryFailure(error: "something in the question to \(head.ask) is of the wrong type")
    }
    return inquiry
  }

  private struct Head: Decodable {
    let version: Int
    let ask: String
  }

  private func answer(_ inquiry: Inquiry) throws -> String {
    switch inquiry.ask {
    case .explain:
      let (mac, interface) = (try mac(inquiry.mac), try guarded(inquiry))
      return Inquiry.line(Standing(watchdog.account(of: mac, on: interface), of: mac, on: interface))
    case .status: return Inquiry.line(PictureReport(watchdog.picture(talkers: 0)))
    case .top:
      let count = min(max(inquiry.talkers ?? 50, 0), Self.mostTalkers)
      return Inquiry.line(PictureReport(watchdog.picture(talkers: count)))
    case .block: return try block(inquiry)
    case .unblock:
      let macs = try Set(named(inquiry).map(mac))
      let isAll = inquiry.all == true
      guard isAll != !macs.isEmpty else { throw InquiryFailure(error: "unblock whom? say macs, or all") }
      let freed = try watchdog.unblock(isAll ? nil : macs, at: try name(inquiry.port))
      return receipt(.unblock, freed.sorted())
    case .allow:
      let mac = try mac(inquiry.mac)
      try watchdog.allow(mac)
      return receipt(.allow, [mac])
    case .disallow:
      let mac = try mac(inquiry.mac)
      let wasAllowed = watchdog.allowed.contains(mac)
      if wasAllowed { try watchdog.disallow(mac) }
      return receipt(.disallow, wasAllowed ? [mac] : [])
    case .allowed: return receipt(.allowed, watchdog.allowed.sorted())
    case .reload:
      switch watchdog.reload() {
      case .done(let words): return receipt(.reload, [], at: words)
      case .refused(let words): throw InquiryFailure(error: words, status: Status.configuration.rawValue)
      }
    }
  }

  private func block(_ inquiry: Inquiry) throws -> String {
    let macs = named(inquiry)
    guard !macs.isEmpty else { throw InquiryFailure(error: "block whom? say macs") }
    guard let scope = Scope(rawValue: inquiry.scope ?? Scope.all.rawValue) else {
      throw InquiryFailure(
        error: "scope is none of \(Scope.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    if let seconds = inquiry.seconds, !(seconds > 0 && seconds <= 1e9) {
      throw InquiryFailure(error: "seconds is a length of at most 1e9")
    }
    let port = try name(inquiry.port)
    let remark = Remark(
      origin: .hand, since: WallClock.now.truncated(to: .seconds(1)), reason: "blocked by hand")
    let blocks = try macs.map { text in
      Block(
        mac: try mac(text), scope: scope, port: port, lifetime: inquiry.seconds.map { .seconds($0) },
        remark: remark)
    }
    do {
      let (site, fresh) = try watchdog.block(blocks, on: try name(inquiry.interface))
      return receipt(.block, fresh.sorted(), at: "\(site.bridge ?? site.interface)")
    } catch let spare as Spare {
      throw InquiryFailure(error: spare.refusal, status: Status.badData.rawValue)
    }
  }

  private func receipt(_ done: Inquiry.Ask, _ macs: [MACAddress], at place: String? = nil) -> String {
    Inquiry.line(InquiryReceipt(done: done, macs: macs.map { "\($0)" }, place: place))
  }

  private func guarded(_ inquiry: Inquiry) throws -> InterfaceName {
    let all = watchdog.interfaces
    guard let interface = try name(inquiry.interface) ?? all.first, all.contains(interface) else {
      throw InquiryFailure(
        error: "the daemon guards \(all.map { "\($0)" }.joined(separator: ", ")) only",
        status: Status.unavailable.rawValue)
    }
    return interface
  }

  private func named(_ inquiry: Inquiry) -> [String] {
    (inquiry.macs ?? []) + [inquiry.mac].compactMap(\.self)
  }

  private func mac(_ text: String?) throws -> MACAddress {
    guard let mac = text.flatMap({ MACAddress($0) }) else {
      throw InquiryFailure(error: "mac is no MAC address")
    }
    return mac
  }

  private func name(_ text: String?) throws -> InterfaceName? {
    guard let text else { return nil }
    guard let name = InterfaceName(text) else { throw InquiryFailure(error: "that is no interface's name") }
    return name
  }
}
