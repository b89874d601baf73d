/// Whether a frame is a router's, that passes on what a client sent to its server by unicast: a renewal, a release, an
/// INFORM (RFC 2131 §4.4). Its Ethernet source is the router's, and nothing in the message says so.
enum Routing {
  /// What hosts begin with as time to live.
  private static let starts: [3 of UInt8] = [64, 128, 255]
  /// The most routers that are believed.
  private static let farthest: UInt8 = 32

  /// The message, whose IP source is its `ciaddr`, is another's than the frame, and its time to live was counted down.
  @inline(__always)
  static func isEvident(_ message: BOOTPHeader, from source: MACAddress, hopLimit: UInt8) -> Bool {
    guard message.giaddr.bits == 0, isPassedOn(hopLimit), let chaddr = message.chaddr?.mac else {
      return false
    }
    return chaddr != source
  }

  /// A time to live that was counted down by one router or a few.
  @inline(__always)
  static func isPassedOn(_ hopLimit: UInt8) -> Bool {
    for place in starts.indices where hopLimit < starts[place] && starts[place] - hopLimit <= farthest {
      return true
    }
    return false
  }
}
