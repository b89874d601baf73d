import Blocks
import Flood
import Plans
public import Wire

extension Occurrence {
  /// The source that it is about; nil for none, or several.
  public var mac: MACAddress? {
    switch self {
    case .blocked(_, let finding, _), .warned(let finding, _, _), .spared(let finding, _, _, _): finding.mac
    case .blockedByHand(let block), .extended(let block, _): block.mac
    case .ended(let key, _, _), .leftToOthers(let key): key.mac
    case .alarm(let alarm): alarm.mac
    case .failed(_, let mac, _): mac
    case .failure(.forget(let mac), _), .allowed(let mac), .disallowed(let mac): mac
    default: nil
    }
  }
}
