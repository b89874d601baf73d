import Blocks
import Flood
import Host
import Placement
import Plans
import Wire

/// What the program at the XDP hook tells: the message at which it blocked a source, which nobody else hears.
extension GuardedInterface {
  /// Has the engine judge what the program counted: it knows relays, strikes and the brake, and may have it let pass.
  func hearReports() {
    guard let reports = host.reports(of: enforcer.site.table) else { return }
    let (now, counted) = (now, settings.policy.countedInKernel)
    var reported: [MACAddress] = []
    reports.drain { moment, limit, frame in
      guard frame.count >= 12 else { return }
      // Whatever it is that was counted: what the engine does not block passes.
      reported.append(MACAddress(bits: frame[6..<12].reduce(0) { $0 << 8 | UInt64($1) }))
      guard let message = Frame.clientMessage(in: frame.span, link: .ethernet),
        counted.indices.contains(limit)
      else { return }
      counters.note(message.kind)
      let at = now.wall + (moment - now.boot)
      guard let finding = watchlist.note(message, tripping: counted[limit].place, at: at) else { return }
      act(on: finding, Frame.evidence(in: frame.span, link: .ethernet))
    }
    for mac in Set(reported).sorted()
    where !blocks.isBlocked(.address(mac)) && !blocks.stands(Block.Key(mac: mac, scope: settings.scope)) {
      do { try enforcer.letPass(mac) } catch { tell(.failure(.other, "\(error)")) }
    }
  }

  /// What an earlier run did not read any more is over: its blocks were taken over, or have been lifted since.
  func discardReports() { host.reports(of: enforcer.site.table)?.drain { _, _, _ in } }
}
