import Netlink
package import Plans
package import System
import Wire

/// What addresses are: exempt, this host's own, known.
extension XDPObjects {
  private struct Named {
    var roles: UInt64 = 0
    var messages: UInt64 = 0
    var until: UInt64 = 0
    var allowance: UInt64 = 0

    init() {}
    init(_ value: [UInt8]) {
      (roles, messages) = (value.number(at: 0), value.number(at: 8))
      (until, allowance) = (value.number(at: 16), value.number(at: 24))
    }
    var value: [UInt8] { [UInt8](native: roles, messages, until, allowance) }
  }

  /// Says what an address is, and of one that is known until when.
  func name(_ mac: MACAddress, _ role: UInt64, until: UInt64 = 0) throws(SystemError) {
    let key = Self.key(mac)
    var named = self[.named]?[key].map { Named($0) } ?? Named()
    if role == XDPNamed.own { own?.insert(mac) }
    guard named.roles & role == 0 || role == XDPNamed.known else { return }
    named.roles |= role
    if role == XDPNamed.known { named.until = until }
    try self[.named]?.set(key, named.value)
  }

  /// It is that no more.
  func unname(_ mac: MACAddress, _ role: UInt64) throws(SystemError) {
    let key = Self.key(mac)
    guard var named = self[.named]?[key].map({ Named($0) }), named.roles & role != 0 else { return }
    named.roles &= ~role
    if named.roles == 0 {
      try self[.named]?.remove(key)
    } else {
      try self[.named]?.set(key, named.value)
    }
  }

  /// This host's own addresses, each with how many messages it was found in. Only the first time all that are named are
  /// gone through, of whom there may be many.
  func ownMessages() throws(SystemError) -> [MACAddress: UInt64] {
    if own == nil { own = Set(try everybody().filter { $0.named.roles & XDPNamed.own != 0 }.map(\.mac)) }
    var found: [MACAddress: UInt64] = [:]
    for mac in own ?? [] {
      guard let named = self[.named]?[Self.key(mac)].map({ Named($0) }) else { continue }
      if named.roles & XDPNamed.own != 0 { found[mac] = named.messages }
    }
    return found
  }

  /// Who is exempt, and who is known for what is left of its time, each by address.
  package func knownClients(now: UInt64) throws(SystemError) -> [KnownClient] {
    var (exempt, known): ([KnownClient], [KnownClient]) = ([], [])
    for (mac, named) in try everybody() {
      if named.roles & XDPNamed.exempt != 0 { exempt.append(KnownClient(mac: mac, isExempt: true)) }
      guard named.roles & XDPNamed.known != 0, named.until > now else { continue }
      let left = Duration.nanoseconds(Int64(clamping: named.until - now))
      known.append(KnownClient(mac: mac, lifetime: named.until == .max ? nil : left))
    }
    return exempt.sorted { $0.mac < $1.mac } + known.sorted { $0.mac < $1.mac }
  }

  /// Those whose messages are not counted, and those who pass the gate from `now`, in nanoseconds since boot.
  package func know(_ some: [KnownClient], at now: UInt64) throws(SystemError) {
    for one in some {
      let until = XDPElement.end(of: one.lifetime, now)
      try makingRoom { () throws(SystemError) in
        try forgetThePast(now: now)
      } _: { () throws(SystemError) in
        try name(one.mac, Self.role(one), until: until)
      }
    }
  }

  /// They are that no more.
  package func forget(_ some: [KnownClient]) throws(SystemError) {
    for one in some { try unname(one.mac, Self.role(one)) }
  }

  /// Takes out those who were known until some time that is over.
  package func forgetThePast(now: UInt64) throws(SystemError) {
    for (mac, named) in try everybody() where named.roles & XDPNamed.known != 0 && named.until <= now {
      try unname(mac, XDPNamed.known)
    }
  }

  private func everybody() throws(SystemError) -> [(mac: MACAddress, named: Named)] {
    (try self[.named]?.all() ?? []).map { (MACAddress(bits: $0.key.number(at: 0)), Named($0.value)) }
  }

  private static func key(_ mac: MACAddress) -> [UInt8] { [UInt8](native: mac.bits) }

  private static func role(_ one: KnownClient) -> UInt64 { one.isExempt ? XDPNamed.exempt : XDPNamed.known }

  /// Without a gate nobody has to be known, and there is not as much room.
  static func withoutKnown(_ all: [(key: [UInt8], value: [UInt8])]) -> [(key: [UInt8], value: [UInt8])] {
    all.compactMap { element in
      var named = Named(element.value)
      named.roles &= ~XDPNamed.known
      return named.roles == 0 ? nil : (element.key, named.value)
    }
  }
}
