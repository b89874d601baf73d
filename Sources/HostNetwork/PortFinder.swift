import Glibc
public import Netlink
public import Placement
public import Plans
import System
public import Wire

/// Finds the port that a source is behind, and whose port that is: by key, at a cost that does not grow with what the
/// bridge has learnt, as that is for whoever sends to say.
public final class PortFinder {
  private let socket: NetlinkSocket
  private let guestFiles = GuestFiles()
  private var bridges: [InterfaceName: (index: Int32, at: BootTime, vlans: BridgeVLANs)] = [:]

  // What an administrator changes of a bridge's VLANs is known a moment later.
  private static let vlansAge: Duration = .seconds(5)

  /// Opens the way to the kernel; changes nothing.
  public init() throws(NetlinkError) { socket = try NetlinkSocket(.route) }

  /// What every bridge has learnt: `bridge fdb show`. It takes as long as there is much of it, so it is for a person who
  /// asks, never for the daemon.
  public func map() throws(NetlinkError) -> PortMap { try map(of: nil) }

  /// Where `mac` is on that bridge, heard with the tag `vlan`; nil when the bridge does not know it.
  public func whereabouts(of mac: MACAddress, vlan: VLANID?, on bridge: InterfaceName) throws(NetlinkError)
    -> Whereabouts?
  {
    try whereabouts(of: mac, on: bridge) { $0.keys(of: vlan?.number) }
  }

  /// Where `mac` is on any of those bridges, whatever VLAN it was heard in.
  public func whereabouts(of mac: MACAddress, on bridges: [InterfaceName]) throws(NetlinkError)
    -> Whereabouts?
  {
    for bridge in bridges {
      if let found = try whereabouts(of: mac, on: bridge, keys: \.all) { return found }
    }
    return nil
  }

  /// A port and whose it is.
  public func whereabouts(at port: InterfaceName) -> Whereabouts {
    Whereabouts(port: port, guest: guestFiles.guests()[port])
  }

  private func whereabouts(
    of mac: MACAddress, on bridge: InterfaceName, keys: (BridgeVLANs) -> [UInt16?]
  ) throws(NetlinkError) -> Whereabouts? {
    guard let (index, vlans) = known(bridge) else { return nil }
    for vlan in keys(vlans) {
      do throws(NetlinkError) {
        let replies = try socket.perform(
          ForwardingReader.get(mac, vlan: vlan, on: index), operation: "look for \(mac)")
        guard let entry = replies.lazy.compactMap({ ForwardingEntry($0, name: self.name) }).first else {
          continue
        }
        return whereabouts(at: entry.port)
      } catch {
        guard error.isMissing else { throw error }
      }
    }
    return nil
  }

  private func known(_ bridge: InterfaceName) -> (index: Int32, vlans: BridgeVLANs)? {
    let index = index(of: bridge)
    guard index != 0 else { return nil }
    let now = SystemClock.boot
    if let known = bridges[bridge], known.index == index, now - known.at < Self.vlansAge {
      return (index, known.vlans)
    }
    // A kernel that cannot say files under the default VLAN, or under none.
    let vlans = (try? BridgeVLANs(of: index, socket)) ?? BridgeVLANs()
    bridges[bridge] = (index, now, vlans)
    return (index, vlans)
  }

  private func map(of bridge: Int32?) throws(NetlinkError) -> PortMap {
    var names: [Int32: InterfaceName?] = [:]
    let entries = try socket.dump(
      ForwardingReader.list(of: bridge), operation: "list what bridges have learnt"
    )
    .compactMap { reply in
      ForwardingEntry(reply) { index in
        if let known = names[index] { return known }
        let name = self.name(of: index)
        names.updateValue(name, forKey: index)
        return name
      }
    }
    return PortMap(entries, guests: guestFiles.guests())
  }

  private func index(of name: InterfaceName) -> Int32 { InterfaceIndex.of(name) ?? 0 }

  private func name(of index: Int32) -> InterfaceName? {
    var text = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    guard unsafe if_indextoname(UInt32(bitPattern: index), &text) != nil else { return nil }
    return InterfaceName(
      String(decoding: text.lazy.map(UInt8.init(bitPattern:)).prefix { $0 != 0 }, as: UTF8.self))
  }
}
