import Blocks
import Flood
import Plans
public import Wire

extension Occurrence {
  /// The Ethernet source that it is about; nil for none, for several, and for a client or a line behind a router.
  public var mac: MACAddress? { subject?.address }

  /// Whom it is about; nil for nobody, or several.
  public var subject: Subject? {
    switch self {
    case .warned(let finding, _, _), .spared(let finding, _, _, _): finding.subject
    case .blocked(let block, _, _), .blockedByHand(let block), .extended(let block, _): block.subject
    case .ended(let key, _, _), .leftToOthers(let key): key.subject
    case .alarm(let alarm): alarm.subject
    case .failed(_, let subject, _): subject
    case .failure(.forget(let mac), _), .allowed(let mac), .disallowed(let mac): .address(mac)
    default: nil
    }
  }
}
