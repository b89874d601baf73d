import CNetlink
import Netlink
import Plans
import Wire

/// Requests about addresses; each is what `ip address` sends.
enum AddressRequest {
  private static let noDAD = UInt32(IFA_F_NODAD)

  /// `ip address add`. An IPv6 address is added without duplicate address detection, which would keep it silent
  /// for seconds, and where it was not like that before, the flag is taken away again by a second request.
  static func add(_ address: Address, index: Int32) -> [NetlinkMessage] {
    let isV6 = address.prefix.address.width == 128
    let first = message(
      RTM_NEWADDR, [.acknowledge, .create, .exclusive], address, index,
      flags: isV6 ? address.flags | noDAD : address.flags)
    guard isV6, address.flags & noDAD == 0 else { return [first] }
    return [
      first, message(RTM_NEWADDR, [.acknowledge, .create, .replace], address, index, flags: address.flags),
    ]
  }

  /// `ip address delete`
  static func remove(_ address: Address, index: Int32) -> NetlinkMessage {
    message(RTM_DELADDR, [.acknowledge], address, index, flags: nil)
  }

  private static func message(
    _ type: Int, _ requestFlags: NetlinkMessage.Flags, _ address: Address, _ index: Int32, flags: UInt32?
  ) -> NetlinkMessage {
    var header: [UInt8] = [
      address.prefix.address.family, UInt8(address.prefix.length), UInt8(truncatingIfNeeded: flags ?? 0),
      address.scope,
    ]
    header.append(native: index)
    var message = NetlinkMessage(type: UInt16(type), flags: requestFlags, header: header)
    message.append(UInt16(IFA_LOCAL), address.prefix.address.octets)
    message.append(UInt16(IFA_ADDRESS), (address.peer ?? address.prefix.address).octets)
    guard let flags else { return message }
    if let broadcast = address.broadcast { message.append(UInt16(IFA_BROADCAST), broadcast.octets) }
    if !address.labelSuffix.isEmpty {
      message.append(UInt16(IFA_LABEL), text: "\(address.interface)\(address.labelSuffix)")
    }
    if flags > 0xff { message.append(UInt16(IFA_FLAGS), native: flags) }
    if address.validLifetime != .max || address.preferredLifetime != .max {
      // `struct ifa_cacheinfo`; the kernel sets the two times itself.
      var lifetimes: [UInt8] = []
      for number in [address.preferredLifetime, address.validLifetime, 0, 0] {
        lifetimes.append(native: number)
      }
      message.append(UInt16(IFA_CACHEINFO), lifetimes)
    }
    if address.metric != 0 { message.append(UInt16(IFA_RT_PRIORITY), native: address.metric) }
    if let origin = address.origin { message.append(UInt16(IFA_PROTO), native: origin) }
    return message
  }
}
