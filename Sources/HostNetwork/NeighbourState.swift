import CNetlink
import Glibc
import Netlink
import Wire

/// What the kernel knows of a neighbour, `struct ndmsg` (rtnetlink(7)), and how it is made to ask again.
struct NeighbourState: Hashable {
  /// Its address.
  var address: IPAddress
  /// The interface it is on.
  var index: Int32
  /// NUD_ flags.
  var state: UInt16
  /// NTF_ROUTER: an IPv6 neighbour that advertised itself as a router.
  var isRouter: Bool
  /// Its hardware address, when known.
  var mac: MACAddress?

  /// Reads RTM_NEWNEIGH; nil for another message or family.
  init?(_ reply: NetlinkReply) {
    guard let told = KernelNeighbour(reply), told.isHost, !told.has(NTF_PROXY), let address = told.address
    else { return nil }
    self.address = address
    index = told.index
    state = told.state
    isRouter = told.has(NTF_ROUTER)
    mac = told.mac
  }

  /// The kernel takes its address for granted and never asks.
  var isFixed: Bool { state & UInt16(NUD_PERMANENT | NUD_NOARP) != 0 }

  /// It answered the kernel's own question, by unicast: nothing else makes a neighbour that is being asked reachable
  /// (`arp_process`, `ndisc_recv_na`).
  var isConfirmed: Bool { state & UInt16(NUD_REACHABLE) != 0 }

  private var hasAddress: Bool {
    state & UInt16(NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE) != 0
  }

  /// `ip neighbour show`
  static func list() -> NetlinkMessage {
    NetlinkMessage(
      type: UInt16(RTM_GETNEIGH), flags: [], header: [UInt8](repeating: 0, count: RouteHeader.neighbour))
  }

  /// Requests that have the kernel ask a neighbour at once, whatever it knew: `ip neighbour change ... nud probe`
  /// for one it knows (by way of stale, as probing begins anew only with another state), else `... use`, which
  /// asks as a first packet would. Left alone the kernel first waits 5 s (`delay_first_probe_time`).
  static func ask(_ address: IPAddress, index: Int32, known: NeighbourState?) -> [NetlinkMessage] {
    guard known?.hasAddress == true else {
      return [
        NeighbourRequest.add(address, index: index, state: 0, flags: UInt8(NTF_USE), [.acknowledge, .create])
      ]
    }
    return [NUD_STALE, NUD_PROBE].map {
      NeighbourRequest.add(address, index: index, state: UInt16($0), [.acknowledge, .replace])
    }
  }
}
