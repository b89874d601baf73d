import Glibc
import System

/// The sockets of this network namespace that a DHCP server may listen by.
struct SocketTable {
  /// Them.
  private(set) var entries: [SocketEntry] = []
  /// What could not be seen, in words.
  private(set) var unseen: [String] = []

  init() {
    let diagnosis = try? SocketDiagnosis()
    // "self" would be the main thread's namespace.
    let tables = "/proc/thread-self/net"
    entries += listed("packet sockets", ["\(tables)/packet"], SocketListing.packetSockets) {
      try diagnosis?.packetSockets()
    }
    let udp = listed("UDP sockets", ["\(tables)/udp", "\(tables)/udp6"], SocketListing.udpSockets) {
      guard let diagnosis else { return nil }
      return try diagnosis.udpSockets(AF_INET) + diagnosis.udpSockets(AF_INET6)
    }
    entries += udp
    entries = entries.filter(\.mayBeServer)
  }

  private mutating func listed(
    _ what: String, _ tables: [String], _ read: ([Substring]) -> [SocketEntry],
    _ diagnosed: () throws -> [SocketEntry]?
  ) -> [SocketEntry] {
    if let found = try? diagnosed() { return found }
    let lines = tables.map { SmallFile.lines($0) }
    if lines.allSatisfy(\.isEmpty) {
      unseen.append("\(what): this kernel lists none (neither sock_diag nor /proc/net)")
    } else if what.hasPrefix("UDP") {
      unseen.append("which interface a UDP socket is bound to: this kernel lacks udp_diag")
    }
    return lines.flatMap(read)
  }
}
