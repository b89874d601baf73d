public import Daemon
import Flood
import Wire

extension Spare {
  /// One line for who wanted to block it.
  public var refusal: String { "block \(subject): refused, it is \(why.asRefused); nothing was changed" }
}

extension Spared {
  /// Why a person's wish is refused.
  fileprivate var asRefused: String {
    switch self {
    case .relay: "a DHCP relay, which speaks for many clients"
    case .router: "a router, by what it sends"
    case .own: "an address of this machine"
    case .gateway: "a gateway of this machine"
    case .session: "the next hop of your ssh session"
    case .allowListed: "allowed (`dhcpward allow`, or the settings)"
    case .group: "a group address, nobody's source"
    case .zero: "the zero address, nobody's source"
    case .virtualRouter: "a virtual router's address (VRRP)"
    case .unblockable: "a client behind a relay that no rule can name"
    case .conflict: "not the only one that declines addresses"
    case .brake: "one too many"
    }
  }
}
