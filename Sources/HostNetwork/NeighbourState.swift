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
    let attributes = reply.attributes(after: RouteHeader.neighbour)
    guard reply.type == UInt16(RTM_NEWNEIGH), let family = reply.payload.first,
      family == UInt8(AF_INET) || family == UInt8(AF_INET6),
      let index = reply.payload.nativeNumber(at: 4, as: Int32.self),
      let state = reply.payload.nativeNumber(at: 8, as: UInt16.self),
      let flags = reply.payload.nativeNumber(at: 10, as: UInt8.self), flags & UInt8(NTF_PROXY) == 0,
      let address = attributes[UInt16(NDA_DST)].flatMap({ IPAddress(octets: $0.bytes) })
    else { return nil }
    self.address = address
    self.index = index
    self.state = state
    isRouter = flags & UInt8(NTF_ROUTER) != 0
    mac = attributes[UInt16(NDA_LLADDR)].flatMap { MACAddress(octets: $0.bytes) }
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
      return [request(address, index, state: 0, flags: UInt8(NTF_USE), [.acknowledge, .create])]
    }
    return [NUD_STALE, NUD_PROBE].map {
      request(address, index, state: UInt16($0), flags: 0, [.acknowledge, .replace])
    }
  }

  private static func request(
    _ address: IPAddress, _ index: Int32, state: UInt16, flags: UInt8, _ how: NetlinkMessage.Flags
  ) -> NetlinkMessage {
    var header: [UInt8] = [address.family, 0, 0, 0]
    header.append(native: index)
    header.append(native: state)
    header += [flags, 0]
    var message = NetlinkMessage(type: UInt16(RTM_NEWNEIGH), flags: how, header: header)
    message.append(UInt16(NDA_DST), address.octets)
    return message
  }
}
