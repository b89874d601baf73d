import CLinux
import Glibc

/// The journal's own protocol: a datagram an entry, fields with names (systemd.journal-fields(7), "Native Journal Protocol").
public final class JournalSocket: Sendable {
  /// What became of an entry.
  public enum Fate: Sendable {
    /// The journal has it.
    case taken
    /// The journal is too busy; waiting for it would hold up the daemon.
    case refused
    /// There is no journal.
    case absent
  }

  /// Where journald listens.
  public static let path = "/run/systemd/journal/socket"
  // Well below what a datagram may be.
  private static let longestValue = 16_384

  private let descriptor: Int32
  private let path: String

  /// A socket by which to write to the journal at `path`, whether it is there or not.
  public init(path: String = JournalSocket.path) throws(SystemError) {
    let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    descriptor = socket(AF_UNIX, type, 0)
    guard descriptor >= 0 else { throw SystemError("make a socket for the journal", errno: errno) }
    self.path = path
  }

  deinit { close(descriptor) }

  /// Whether standard error goes to the journal: JOURNAL_STREAM names its device and inode (systemd.exec(5)).
  public static var isStandardError: Bool {
    let parts = (Environment["JOURNAL_STREAM"] ?? "").split(separator: ":").map { UInt64($0) }
    var status = stat()
    guard parts.count == 2, unsafe fstat(2, &status) == 0 else { return false }
    return parts[0] == UInt64(status.st_dev) && parts[1] == UInt64(status.st_ino)
  }

  /// Writes an entry; names are of A-Z, 0-9 and `_`. Never waits.
  public func send(_ fields: [(name: String, value: String)]) -> Fate {
    let bytes = Self.datagram(fields)
    guard let address = UnixAddress(path) else { return .absent }
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    let count = unsafe address.withPointer { pointer, size in
      unsafe bytes.withUnsafeBytes {
        unsafe sendto(descriptor, $0.baseAddress, $0.count, flags, pointer, size)
      }
    }
    if count == bytes.count { return .taken }
    return errno == EAGAIN || errno == ENOBUFS || errno == EMSGSIZE ? .refused : .absent
  }

  /// `NAME=value` and a line's end; a value of several lines goes with its length, 64 bits, least octet first.
  static func datagram(_ fields: [(name: String, value: String)]) -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, text) in fields {
      let value = Array(text.utf8.prefix(longestValue))
      bytes += name.utf8
      if value.contains(UInt8(ascii: "\n")) {
        bytes.append(UInt8(ascii: "\n"))
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: UInt64(value.count) >> (8 * $0)) }
      } else {
        bytes.append(UInt8(ascii: "="))
      }
      bytes += value
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }
}
