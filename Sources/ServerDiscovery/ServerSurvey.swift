public import Placement
public import Plans
import Wire

/// The DHCP servers and relays of this network namespace, found by their sockets.
public struct ServerSurvey {
  /// Them, by process.
  public let servers: [Server]
  /// What could not be seen, in words: no server found is no proof then.
  public let unseen: [String]

  /// ETH_P_ALL
  private static let everything: UInt16 = 0x0003

  /// Looks at every socket and process there is. Never fails: what it cannot see it says.
  public init(network: Network) {
    let table = SocketTable()
    let owners = SocketOwners(of: Set(table.entries.map(\.inode)))
    var unseen = table.unseen
    let names = Dictionary(network.links.map { ($0.index, $0.name) }, uniquingKeysWith: { first, _ in first })
    var held: [SocketOwners.Process: [SocketEntry]] = [:]
    var servers: [Server] = []
    var ownerless: [SocketEntry] = []
    for entry in table.entries {
      let processes = owners.holders(of: entry)
      for process in processes { held[process, default: []].append(entry) }
      if processes.isEmpty { ownerless.append(entry) }
    }
    // A client's packet socket without an owner tells nothing, a UDP socket on the port does; and who has that unseen
    // may have a packet socket unseen.
    if ownerless.contains(where: { if case .udp = $0.kind { true } else { false } }) {
      servers = ownerless.filter { $0.kind != .packet(protocol: 0x0800) }.map { Server($0, of: nil, names) }
    }
    var isOwnerMissing = !servers.isEmpty
    if owners.isPartial, table.entries.contains(where: { owners.byInode[$0.inode] == nil }) {
      isOwnerMissing = true
    }
    // Who joined a multicast group the kernel does not say; where several processes may have, it is not known.
    let hearing6 = held.filter { $0.value.contains { $0.kind == .udp(port: 547) && $0.interface == 0 } }.count
    for (process, entries) in held.sorted(by: { $0.key.pid < $1.key.pid }) {
      servers += Self.servers(process, entries, names, isAlone6: hearing6 == 1)
    }
    if isOwnerMissing {
      unseen.append("whose some of the sockets are: only root may look into other users' processes")
    }
    self.servers = Self.merged(servers)
    self.unseen = unseen
  }

  // The UDP socket that a raw-socket server has beside is there to send by, and drained or left unread.
  private static func servers(
    _ process: SocketOwners.Process, _ entries: [SocketEntry], _ names: [Int32: InterfaceName],
    isAlone6: Bool
  ) -> [Server] {
    let line = ServerCommandLine(pid: process.pid)
    let told = line.relayed(by: process.name)
    let udp = entries.filter { if case .udp = $0.kind { true } else { false } }
    let serves4 = udp.contains { $0.kind == .udp(port: 67) }
    let raw = entries.filter {
      switch $0.kind {
      case .packet(everything): serves4 || SocketOwners.rawServers.contains(process.name)
      // systemd-networkd has one of these as a client, on another interface than it serves.
      case .packet: SocketOwners.rawServers.contains(process.name)
      case .udp: false
      }
    }.listening(told, names)
    let listening = udp.filter { raw.isEmpty || $0.kind != .udp(port: 67) }
    let kea = process.name.hasPrefix("kea-") ? KeaInterfaces.ofProcess(process.pid) : nil
    let filter = process.name == "dnsmasq" ? DnsmasqFilter(pid: process.pid) : nil
    let joined = listening.contains { $0.kind == .udp(port: 547) } ? MulticastGroups.ofServers6(names) : []
    let mentioned = line.mentioned(among: names.values)
    let bound = (raw + listening).compactMap { names[$0.interface] }
    return (raw + listening).map { entry in
      var server = Server(entry, of: process, names)
      if server.socket == .udp { server.configuredInterfaces = kea.map(KeaInterfaces.named) }
      if let filter, entry.interface == 0 {
        server.configuredInterfaces = filter.interfaces
        server.configuredAddresses = filter.addresses
        server.excludedInterfaces = filter.excluded
      }
      // Neither reads its interfaces from its command line alone.
      if server.socket == .udp, entry.interface == 0, filter == nil, kea == nil {
        let named = told ?? mentioned
        if !named.isEmpty { server.configuredInterfaces = Set(named) }
      }
      // Who serves DHCPv6 hears All_DHCP_Relay_Agents_and_Servers only where it has joined; dnsmasq follows addresses.
      if entry.kind == .udp(port: 547), filter == nil, entry.interface == 0, isAlone6, !joined.isEmpty {
        server.configuredInterfaces = Set(joined)
      }
      let configured = (server.configuredInterfaces ?? []).map(\.description).sorted()
      server.places =
        kea ?? told?.map(\.description) ?? (bound.isEmpty ? configured : bound.map(\.description).unique)
      return server
    }
  }

  // What differs in the version of DHCP alone is one server.
  private static func merged(_ servers: [Server]) -> [Server] {
    var merged: [Server] = []
    for server in servers {
      var twin = server
      if let position = merged.firstIndex(where: {
        twin.families = $0.families
        return $0 == twin
      }) {
        merged[position].families.formUnion(server.families)
      } else {
        merged.append(server)
      }
    }
    return merged
  }
}

extension Server {
  fileprivate init(
    _ entry: SocketEntry, of process: SocketOwners.Process?, _ names: [Int32: InterfaceName]
  ) {
    let isRaw = if case .packet = entry.kind { true } else { false }
    self.init(
      process: process?.name ?? "", pid: process?.pid, socket: isRaw ? .raw : .udp,
      families: entry.kind == .udp(port: 547) ? [.v6] : [.v4], interface: names[entry.interface],
      address: entry.address)
    isInterfaceGone = entry.interface != 0 && interface == nil
  }
}

extension [SocketEntry] {
  /// Those on interfaces that a relay was told of; all without such. Which interface a socket was on that is gone nobody
  /// knows any more: it counts where one of those that the relay was told of has no other.
  fileprivate func listening(_ told: [InterfaceName]?, _ names: [Int32: InterfaceName]) -> [SocketEntry] {
    guard let told else { return self }
    let living = filter { names[$0.interface].map(told.contains) ?? false }
    let gone = filter { $0.interface != 0 && names[$0.interface] == nil }
    return Set(living.map(\.interface)).count < told.count ? living + gone.prefix(1) : living
  }
}
