import System

/// Which process has which socket open: the links `socket:[INODE]` of /proc/PID/fd.
struct SocketOwners {
  /// A process as /proc shows it.
  struct Process: Hashable {
    let pid: Int32
    /// /proc/PID/comm without anything that is no plain text: a process names itself as it likes.
    let name: String
  }

  /// The processes of each socket; a forked server's is in several.
  private(set) var byInode: [UInt64: [Process]] = [:]
  /// Some processes' descriptors could not be read.
  private(set) var isPartial = false
  /// Those of them in this network namespace whose name is that of a server: each may hold what is nobody's.
  private(set) var hidden: [Process] = []

  /// Programs that serve by packet sockets; not all of them have a UDP socket beside.
  static let rawServers: Set<String> = ["dhcpd", "kea-dhcp4", "dhcrelay"]
  /// Programs that serve by UDP sockets alone.
  static let datagramServers: Set<String> = [
    "dnsmasq", "kea-dhcp6", "udhcpd", "dhcp6s", "dibbler-server", "systemd-network",
  ]

  /// Looks for these sockets in every process.
  init(of inodes: Set<UInt64>) {
    guard !inodes.isEmpty else { return }
    for pid in (SmallFile.names(in: "/proc") ?? []).compactMap({ Int32($0) }).sorted() {
      guard let links = Self.descriptors(of: pid) else {
        // One that has ended meanwhile is no loss.
        guard let comm = SmallFile.bytes("/proc/\(pid)/comm", limit: 64) else { continue }
        isPartial = true
        let process = Process(pid: pid, name: Self.name(comm))
        let isServer = Self.rawServers.union(Self.datagramServers).contains(process.name)
        if isServer, Self.shares(pid, inodes) { hidden.append(process) }
        continue
      }
      let held = Set(links.compactMap(Self.inode)).intersection(inodes)
      guard !held.isEmpty else { continue }
      let process = Process(pid: pid, name: Self.name(SmallFile.bytes("/proc/\(pid)/comm", limit: 64) ?? []))
      for inode in held { byInode[inode, default: []].append(process) }
    }
  }

  /// Who has the socket; where nobody is seen to have it, who may.
  func holders(of entry: SocketEntry) -> [Process] {
    if let seen = byInode[entry.inode] { return seen }
    if case .udp = entry.kind { return hidden }
    return hidden.filter { Self.rawServers.contains($0.name) }
  }

  // Nil when they are not for us to see: the directory may be, and none of its links.
  private static func descriptors(of pid: Int32) -> [String]? {
    let directory = "/proc/\(pid)/fd"
    guard let names = SmallFile.names(in: directory) else { return nil }
    let links = names.compactMap { SmallFile.destination(of: "\(directory)/\($0)") }
    return links.isEmpty && !names.isEmpty ? nil : links
  }

  // Its descriptors and its namespace are for root to see, the tables of that namespace are for everybody.
  private static func shares(_ pid: Int32, _ inodes: Set<UInt64>) -> Bool {
    func table(_ name: String) -> [Substring] { SmallFile.lines("/proc/\(pid)/net/\(name)") }
    let sockets =
      SocketListing.packetSockets(table("packet")) + SocketListing.udpSockets(table("udp") + table("udp6"))
    return sockets.contains { inodes.contains($0.inode) }
  }

  /// `socket:[123]`
  static func inode(_ link: String) -> UInt64? {
    guard link.hasPrefix("socket:["), link.hasSuffix("]") else { return nil }
    return UInt64(link.dropFirst(8).dropLast())
  }

  /// The printable ASCII of it, at most 16 characters (TASK_COMM_LEN).
  static func name(_ comm: [UInt8]) -> String {
    String(decoding: comm.filter { (0x20...0x7e).contains($0) }.prefix(16), as: UTF8.self)
  }
}
