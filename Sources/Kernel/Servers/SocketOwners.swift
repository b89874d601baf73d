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

  /// Looks for these sockets in every process.
  init(of inodes: Set<UInt64>) {
    guard !inodes.isEmpty else { return }
    for pid in (ProcFile.names(in: "/proc") ?? []).compactMap({ Int32($0) }).sorted() {
      let directory = "/proc/\(pid)/fd"
      guard let descriptors = ProcFile.names(in: directory) else {
        // One that has ended meanwhile is no loss.
        if ProcFile.text("/proc/\(pid)/comm") != nil { isPartial = true }
        continue
      }
      let held = Set(
        descriptors.compactMap { ProcFile.destination(of: "\(directory)/\($0)") }.compactMap(Self.inode)
      )
      .intersection(inodes)
      guard !held.isEmpty else { continue }
      let process = Process(pid: pid, name: Self.name(ProcFile.bytes("/proc/\(pid)/comm", limit: 64) ?? []))
      for inode in held { byInode[inode, default: []].append(process) }
    }
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
