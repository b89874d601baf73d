import CNetlink
import Glibc
import Netlink
package import Plans
import System
import Wire

/// Asks next hops whether they are there, all at once: by the kernel's own ARP or neighbour solicitation, whose
/// answer is seen in the neighbour table, and then by a ping.
package struct ReachabilityProbe {
  private let requests: NetlinkSocket
  private let notices: NetlinkSocket
  private let echoes: [EchoSocket]
  private var indexes: [Target: NextHop] = [:]
  private var known: [Target: NeighbourState] = [:]
  private var answers = Reachability()

  private struct Target: Hashable {
    let address: IPAddress
    let index: Int32
  }

  // A question is put again after a time: the first may be lost.
  private static let interval: Duration = .milliseconds(250)

  /// Who of them answers in time. Ends early when all of `wanted` have, or everybody in every way when it is nil.
  package static func ask(
    _ hops: Set<NextHop>, wanted: Reachability?, within limit: Duration
  ) throws -> Reachability {
    guard !hops.isEmpty else { return Reachability() }
    var inquiry = try ReachabilityProbe(hops)
    try inquiry.converse(wanted, until: SystemClock.boot + limit)
    return inquiry.answers
  }

  private init(_ hops: Set<NextHop>) throws(NetlinkError) {
    requests = try NetlinkSocket(.route)
    notices = try NetlinkSocket(.route)
    try notices.listen(to: RTNLGRP_NEIGH)
    let identifier = UInt16(truncatingIfNeeded: getpid())
    echoes = [false, true].compactMap { EchoSocket(isV6: $0, identifier: identifier) }
    let links = try LinkReader(requests).links
    for hop in hops {
      // An interface that is gone answers nothing.
      guard let link = links.first(where: { $0.name == hop.interface }) else { continue }
      indexes[Target(address: hop.address, index: link.index)] = hop
    }
    try look()
  }

  private mutating func converse(_ wanted: Reachability?, until deadline: BootTime) throws {
    var next = SystemClock.boot
    while !isSatisfied(wanted) {
      let now = SystemClock.boot
      guard now < deadline else { return }
      if now >= next {
        try ask()
        next = now + Self.interval
      }
      let descriptors = [notices.descriptor] + echoes.map(\.descriptor)
      _ = try Poll.wait(for: descriptors, timeout: min(next, deadline) - SystemClock.boot)
      try listen()
    }
  }

  private func isSatisfied(_ wanted: Reachability?) -> Bool {
    if let wanted { return answers.lost(since: wanted).isEmpty }
    return indexes.keys.allSatisfy { answers.answers[$0.address]?.contains(.echo) == true }
  }

  // Asks those who have not answered yet; the kernel's refusals are as good as silence.
  private mutating func ask() throws(NetlinkError) {
    let silent = indexes.keys.filter { !has($0, .neighbour) && known[$0]?.isFixed != true }
    let messages = silent.flatMap { NeighbourState.ask($0.address, index: $0.index, known: known[$0]) }
    _ = try requests.request(messages, operation: "ask the gateways")
    for target in indexes.keys { ping(target) }
  }

  private func has(_ target: Target, _ sign: Reachability.Sign) -> Bool {
    answers.answers[target.address]?.contains(sign) == true
  }

  // A ping to one whose hardware address nobody knows would only wait in a queue.
  private func ping(_ target: Target) {
    guard !has(target, .echo), has(target, .neighbour) || known[target]?.isFixed == true else { return }
    for echo in echoes { echo.send(to: target.address, index: target.index) }
  }

  private mutating func listen() throws(NetlinkError) {
    // Where the kernel had more to tell than there was room for, everything is looked at anew.
    if let told = try? notices.notices() {
      for notice in told { note(NeighbourState(notice), isFresh: true) }
    } else {
      try look(isFresh: true)
    }
    for address in echoes.flatMap({ $0.answers() })
    where indexes.keys.contains(where: { $0.address == address }) {
      answers.answers[address, default: []].insert(.echo)
    }
  }

  private mutating func look(isFresh: Bool = false) throws(NetlinkError) {
    for reply in try requests.dump(NeighbourState.list(), operation: "list neighbours") {
      note(NeighbourState(reply), isFresh: isFresh)
    }
  }

  // A state counts as an answer only when it came after the question.
  private mutating func note(_ state: NeighbourState?, isFresh: Bool) {
    guard let state else { return }
    let target = Target(address: state.address, index: state.index)
    guard indexes[target] != nil else { return }
    known[target] = state
    guard isFresh, state.isConfirmed, !has(target, .neighbour) else { return }
    answers.answers[state.address, default: []].insert(.neighbour)
    ping(target)
  }
}
