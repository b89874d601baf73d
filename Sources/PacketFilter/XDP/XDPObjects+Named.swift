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
    let key = [UInt8](native: mac.bits)
    let old = self[.named]?[key]
    var named = old.map { Named($0) } ?? Named()
    guard named.roles & role == 0 || role == XDPNamed.known else { return }
    named.roles |= role
    if role == XDPNamed.known { named.until = until }
    try self[.named]?.set(key, named.value)
  }

  /// It is that no more.
  func unname(_ mac: MACAddress, _ role: UInt64) throws(SystemError) {
    let key = [UInt8](native: mac.bits)
    guard var named = self[.named]?[key].map({ Named($0) }), named.roles & role != 0 else { return }
    named.roles &= ~role
    if named.roles == 0 {
      try self[.named]?.remove(key)
    } else {
      try self[.named]?.set(key, named.value)
    }
  }

  /// Those of a role, each with how many messages it was found in.
  func named(_ role: UInt64) throws(SystemError) -> [MACAddress: UInt64] {
    let all = try self[.named]?.all() ?? []
    let some = all.filter { $0.value.number(at: 0) & role != 0 }
    return Dictionary(
      some.map { (MACAddress(bits: $0.key.number(at: 0)), $0.value.number(at: 8)) }
    ) { first, _ in first }
  }

  /// Who is exempt, and who is known for what is left of its time, each by address; takes out whose time is over.
  package func knownClients(now: UInt64) throws(SystemError) -> [KnownClient] {
    var (exempt, known): ([KnownClient], [KnownClient]) = ([], [])
    for element in try self[.named]?.all() ?? [] {
      let (mac, named) = (MACAddress(bits: element.key.number(at: 0)), Named(element.value))
      if named.roles & XDPNamed.exempt != 0 { exempt.append(KnownClient(mac: mac, isExempt: true)) }
      guard named.roles & XDPNamed.known != 0 else { continue }
      if named.until > now {
        let left = Duration.nanoseconds(Int64(clamping: named.until - now))
        known.append(KnownClient(mac: mac, lifetime: named.until == .max ? nil : left))
      } else {
        try unname(mac, XDPNamed.known)
      }
    }
    return exempt.sorted { $0.mac < $1.mac } + known.sorted { $0.mac < $1.mac }
  }

  /// Without a gate nobody has to be known, and there is not as much room.
  static func withoutKnown(_ all: [(key: [UInt8], value: [UInt8])]) -> [(key: [UInt8], value: [UInt8])] {
    all.compactMap { element in
      var named = Named(element.value)
      named.roles &= ~XDPNamed.known
      return named.roles == 0 ? nil : (element.key, named.value)
    }
  }

  /// Those whose messages are not counted, and those who pass the gate from `now`, in nanoseconds since boot.
  package func know(_ some: [KnownClient], at now: UInt64) throws(SystemError) {
    for one in some {
      let until = one.lifetime.map { now + UInt64(max(1, $0.clampedNanoseconds)) } ?? .max
      try name(one.mac, one.isExempt ? XDPNamed.exempt : XDPNamed.known, until: until)
    }
  }
}
