import Glibc
public import Rules
public import Wire

/// Finds the port that a source is behind, and whose port that is.
public final class PortFinder {
  private let socket: NetlinkSocket
  private let guestFiles = GuestFiles()
  private var listed: (bridge: InterfaceName, at: Timestamp, map: PortMap)?

  // A list of a large table takes long, and floods make many ask for one.
  private static let listAge: Duration = .seconds(1)

  /// Opens the way to the kernel; changes nothing.
  public init() throws(NetlinkError) { socket = try NetlinkSocket(.route) }

  /// What every bridge has learnt: `bridge fdb show`.
  public func map() throws(NetlinkError) -> PortMap { try map(of: nil) }

  /// Where `mac` is on that bridge; nil when the bridge does not know it. One question to the kernel, unless the
  /// bridge tells VLANs apart.
  public func whereabouts(of mac: MACAddress, on bridge: InterfaceName) throws(NetlinkError) -> Whereabouts? {
    let index = index(of: bridge)
    guard index != 0 else { return nil }
    do throws(NetlinkError) {
      let replies = try socket.perform(ForwardingReader.get(mac, on: index), operation: "look for \(mac)")
      let entry = replies.lazy.compactMap { ForwardingEntry($0, name: self.name) }.first
      return entry.map { Whereabouts(port: $0.port, guest: guestFiles.guests()[$0.port]) }
    } catch {
      // Where VLANs are told apart it is filed under its own.
      guard error.isMissing else { throw error }
      return try recentMap(of: bridge, index).whereabouts(of: mac)
    }
  }

  private func recentMap(of bridge: InterfaceName, _ index: Int32) throws(NetlinkError) -> PortMap {
    let now = WallClock.steady
    if let listed, listed.bridge == bridge, now - listed.at < Self.listAge { return listed.map }
    let map = try map(of: index)
    listed = (bridge, now, map)
    return map
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

  private func index(of name: InterfaceName) -> Int32 { Int32(bitPattern: unsafe if_nametoindex("\(name)")) }

  private func name(of index: Int32) -> InterfaceName? {
    var text = [CChar](repeating: 0, count: Int(IF_NAMESIZE))
    guard unsafe if_indextoname(UInt32(bitPattern: index), &text) != nil else { return nil }
    return InterfaceName(
      String(decoding: text.lazy.map(UInt8.init(bitPattern:)).prefix { $0 != 0 }, as: UTF8.self))
  }
}
