import CLinux
import Glibc
import Placement
import System

/// The guests of libvirt that run now, from its status files. Without libvirt there are none.
final class GuestFiles {
  // Only root writes there, but what it writes down, the owners of guests may have chosen.
  private static let directories = ["/run/libvirt/qemu", "/run/libvirt/lxc"]
  private static let fileLimit = 4096
  private static let sizeLimit = 1 << 20
  private static let totalLimit = 64 << 20

  private var known: (stamps: [Stamp?], guests: Guests)?

  /// When a directory was changed: libvirt puts each new state of a guest under its name by rename(2).
  private struct Stamp: Equatable {
    var inode: UInt
    var seconds: Int
    var nanoseconds: Int
  }

  /// The guests as they are now. Read again only when a guest came, went or changed.
  func guests() -> Guests {
    let stamps = Self.directories.map(Self.stamp)
    if let known, known.stamps == stamps { return known.guests }
    let guests = Guests(Self.domains())
    known = (stamps, guests)
    return guests
  }

  private static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    return Stamp(
      inode: UInt(status.st_ino), seconds: status.st_mtim.tv_sec, nanoseconds: status.st_mtim.tv_nsec)
  }

  private static func domains() -> [DomainStatus] {
    var domains: [DomainStatus] = []
    var remaining = totalLimit
    for path in directories {
      for name in names(in: path).filter({ $0.hasSuffix(".xml") }).sorted().prefix(fileLimit) {
        guard remaining > 0, let bytes = contents(of: "\(path)/\(name)") else { continue }
        remaining -= bytes.count
        if let domain = DomainStatus(bytes) { domains.append(domain) }
      }
    }
    return domains
  }

  private static func names(in path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while names.count < 4 * fileLimit, let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names
  }

  /// A plain file's bytes; nil when it is anything else, or larger than any status file.
  private static func contents(of path: String) -> [UInt8]? {
    let bytes = SmallFile.bytes(path, limit: sizeLimit + 1, followsLinks: false)
    return bytes.flatMap { $0.count <= sizeLimit ? $0 : nil }
  }
}
