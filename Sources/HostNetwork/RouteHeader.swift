import CNetlink
import Wire

/// Bytes in the headers of rtnetlink's families (rtnetlink(7)).
enum RouteHeader {
  /// `struct ifinfomsg`
  static let link = 16
  /// `struct ifaddrmsg`
  static let address = 8
  /// `struct rtmsg`
  static let route = 12
  /// `struct ndmsg`
  static let neighbour = 12
  /// `struct rtnexthop`
  static let hop = 8
}

extension IPAddress {
  /// AF_INET or AF_INET6.
  var family: UInt8 { width == 32 ? UInt8(AF_INET) : UInt8(AF_INET6) }
}
