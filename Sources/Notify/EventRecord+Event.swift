public import Daemon
import Flood
public import Ledger
import Plans
import Wire

extension EventRecord {
  /// An event as it is told. Here, and nowhere else, is said what of it is told beside its line.
  public init(_ event: Event) {
    self.init(
      at: event.at, kind: event.kind.rawValue, level: event.level.rawValue, interface: event.interface,
      mac: event.what.mac, message: event.message)
    behindRouter = event.what.subject?.behindRouter
    switch event.what {
    case .blocked(let block, let finding, let made):
      (reason, origin, scope) = (finding.reason, .watch, block.scope)
      (length, strikes, behind) = (finding.ban, finding.strikes, block.remark?.behind)
      (vendor, delay) = (made.vendor, made.delay)
    case .blockedByHand(let block):
      (origin, scope, length) = (.hand, block.scope, block.lifetime)
      (reason, strikes) = (block.remark?.reason, block.remark?.strikes)
    case .extended(let block, let by):
      (length, origin, scope, behind) = (by, .watch, block.scope, block.remark?.behind)
    case .ended(let key, let why, let place): (origin, scope, behind) = (why.origin, key.scope, place)
    case .warned(let finding, _, let place): (reason, behind) = (finding.reason, place)
    case .spared(let finding, _, _, _): reason = finding.reason
    case .alarm(let alarm): (self.alarm, reason) = (alarm.kind.rawValue, alarm.detail)
    default: break
    }
  }
}

extension Event {
  /// The whole of it as a line for a person.
  var message: String { (isOneOfSeveral ? interface.map { "\($0): " } ?? "" : "") + what.words }

  /// The same, whatever got into it on the way.
  var line: String { EventRecord.plain(message) }
}
