import CNetlink
import Glibc
import Netlink
import System
import Wire

/// The XDP hook of a port, by netlink: a program that is there stays when whoever put it there ends, and everybody is told
/// of each change (RTM_NEWLINK).
struct XDPHook {
  // linux/if_link.h: XDP_FLAGS_UPDATE_IF_NOEXIST and XDP_FLAGS_SKB_MODE.
  private static let onlyIfFree: UInt32 = 1 << 0
  private static let generic: UInt32 = 1 << 1
  private static let header = 16

  let port: InterfaceName
  private let socket: NetlinkSocket

  init(_ port: InterfaceName) throws(NetlinkError) {
    self.port = port
    socket = try NetlinkSocket(.route)
  }

  /// The interface's index; nil without one of that name.
  var index: Int32? {
    InterfaceIndex.of(port)
  }

  /// The ID of the program that is there; nil without one, or without the interface.
  func program() throws(NetlinkError) -> UInt32? {
    guard let index else { return nil }
    let request = NetlinkMessage(type: UInt16(RTM_GETLINK), header: Self.header(index))
    let reply: NetlinkReply?
    do throws(NetlinkError) {
      reply = try socket.perform(request, operation: "look at the XDP hook of", subject: "\(port)").first
    } catch {
      if error.errno == ENODEV { return nil }
      throw error
    }
    let hook = reply?.attributes(after: Self.header)[UInt16(IFLA_XDP)]?.nested
    return hook?[UInt16(IFLA_XDP_PROG_ID)]?.native(UInt32.self)
  }

  /// Puts a program there: where none is, or in the place of the one that is there, in one step.
  ///
  /// `ip link set dev PORT xdpgeneric ...`
  func attach(_ program: BPFProgram, replacing: Bool) throws(NetlinkError) {
    try set(program.descriptor, Self.generic | (replacing ? 0 : Self.onlyIfFree), "attach the XDP program to")
  }

  /// Takes away what is there. `ip link set dev PORT xdpgeneric off`
  func detach() throws(NetlinkError) { try set(-1, Self.generic, "detach the XDP program from") }

  private func set(_ descriptor: Int32, _ flags: UInt32, _ operation: String) throws(NetlinkError) {
    guard let index else { throw NetlinkError(operation: operation, subject: "\(port)", errno: ENODEV) }
    var request = NetlinkMessage(type: UInt16(RTM_SETLINK), header: Self.header(index))
    request.nest(UInt16(IFLA_XDP)) { hook in
      hook.append(UInt16(IFLA_XDP_FD), native: descriptor)
      hook.append(UInt16(IFLA_XDP_FLAGS), native: flags)
    }
    try socket.perform(request, operation: operation, subject: "\(port)")
  }

  // struct ifinfomsg
  private static func header(_ index: Int32) -> [UInt8] {
    [UInt8](repeating: 0, count: 4) + [UInt8](native: index) + [UInt8](repeating: 0, count: 8)
  }
}
