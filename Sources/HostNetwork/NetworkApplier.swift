import Glibc
package import Netlink
package import Plans
package import Wire

/// Changes links, addresses, routes and neighbours by rtnetlink.
///
/// Steps that would cut the machine off when left half done go to the kernel in one system call, which no signal
/// interrupts.
package final class NetworkApplier {
  /// What became of a batch.
  package struct Report {
    /// The positions that were done.
    package var done: [Int] = []
    /// The first refusal.
    package var failure: (position: Int, error: NetlinkError)?
  }

  private let socket: NetlinkSocket

  /// Opens the socket.
  package init() throws(NetlinkError) { socket = try NetlinkSocket(.route, bufferSize: 1 << 22) }

  /// What the kernel has now.
  package func network() throws(NetlinkError) -> Network { try .snapshot(socket) }

  /// The same, with the routes and neighbours of these interfaces alone.
  package func network(around names: Set<InterfaceName>) throws(NetlinkError) -> Network {
    try .snapshot(socket, around: names)
  }

  /// Where one system call ends and the next begins, given the changes in order: what is harmless stands before
  /// what is dangerous, and a new bridge must be there before it is spoken of. What is taken back is all one.
  package static func batches(_ changes: [Change], undoing: Bool) -> [Range<Int>] {
    var starts = [0]
    for position in changes.indices.dropFirst() {
      let isBoundary =
        switch (changes[position - 1], changes[position]) {
        case (.createBridge, _), (_, .createBridge), (_, .deleteBridge): true
        case (.addAddress, .addAddress): false
        case (.addAddress, _): !undoing
        default: false
        }
      if isBoundary { starts.append(position) }
    }
    return changes.isEmpty ? [] : zip(starts, starts.dropFirst() + [changes.count]).map { $0..<$1 }
  }

  /// Does the changes of one batch in one system call. The kernel goes on after a refusal, so later ones may have
  /// been done too.
  package func apply(_ changes: ArraySlice<Change>, undoing: Bool) -> Report {
    var report = Report()
    var indexes: [InterfaceName: Int32] = [:]
    var steps: [(position: Int, step: NetworkStep)] = []
    for (position, change) in zip(changes.indices, changes) {
      do throws(NetlinkError) {
        for name in Set(change.interfaces) where indexes[name] == nil { indexes[name] = try index(of: name) }
        steps.append((position, NetworkStep(change, undoing: undoing) { indexes[$0] ?? 0 }))
      } catch {
        // An interface that is gone took with it what was to be removed.
        if error.errno == ENODEV, undoing || change.isRemoval { continue }
        report.failure = (position, error)
        return report
      }
    }
    do throws(NetlinkError) {
      let known = acquaint(changes, indexes)
      let outcomes = try socket.request(
        known + steps.flatMap(\.step.messages), operation: "change the network")
      judge(steps, outcomes.dropFirst(known.count), changes, undoing, &report)
    } catch {
      // Without answers all of it may have been done, and is to be taken back as far as it was.
      report = Report(done: steps.map(\.position), failure: (changes.startIndex, error))
    }
    return report
  }

  private func judge(
    _ steps: [(position: Int, step: NetworkStep)], _ outcomes: ArraySlice<NetlinkSocket.Outcome>,
    _ changes: ArraySlice<Change>, _ undoing: Bool, _ report: inout Report
  ) {
    var rest = outcomes
    for (position, step) in steps {
      let change = changes[position]
      let own = rest.prefix(step.messages.count)
      rest = rest.dropFirst(step.messages.count)
      let failed = own.enumerated().first { offset, outcome in
        !outcome.succeeded && !step.optional.contains(offset) && !step.tolerated.contains(outcome.errno)
      }?.element
      switch NetworkStep.verdict(failed?.errno ?? 0, of: change, undoing: undoing) {
      case .done: report.done.append(position)
      case .needless: break
      case .refused:
        // Its first request may have been granted all the same.
        if own.first?.succeeded == true { report.done.append(position) }
        let (operation, subject) = change.attempt
        guard report.failure == nil else { continue }
        report.failure = (
          position,
          NetlinkError(operation: operation, subject: subject, errno: failed?.errno ?? 0, text: failed?.text)
        )
      }
    }
  }

  /// Tells the interface that takes over which neighbours the other one knows: asking for them anew takes a
  /// second where a question is lost. A help, so what fails of it is let be.
  private func acquaint(_ changes: ArraySlice<Change>, _ indexes: [InterfaceName: Int32]) -> [NetlinkMessage]
  {
    for change in changes {
      let (from, to): (InterfaceName, InterfaceName)
      switch change {
      case .enslave(let port, let bridge): (from, to) = (port, bridge)
      case .release(let port, let bridge): (from, to) = (bridge, port)
      default: continue
      }
      guard let source = indexes[from] ?? (try? index(of: from)),
        let target = indexes[to] ?? (try? index(of: to)),
        let replies = try? socket.dump(NeighbourCache.list(of: source), operation: "list neighbours")
      else { return [] }
      return replies.compactMap { NeighbourCache.copy($0, from: source, to: target) }.suffix(
        NeighbourCache.limit)
    }
    return []
  }

  private func index(of name: InterfaceName) throws(NetlinkError) -> Int32 {
    let replies = try socket.perform(LinkRequest.get(name), operation: "find interface", subject: "\(name)")
    guard let index = replies.first?.payload.nativeNumber(at: 4, as: Int32.self), index > 0 else {
      throw NetlinkError(operation: "find interface", subject: "\(name)", errno: ENODEV)
    }
    return index
  }
}

extension Change {
  fileprivate var isRemoval: Bool {
    switch self {
    case .removeAddress, .removeRoute, .removeNeighbour, .deleteBridge: true
    default: false
    }
  }
}
