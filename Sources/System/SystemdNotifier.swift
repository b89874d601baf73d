import CLinux
import Glibc

/// Tells the service manager how the daemon stands, as sd_notify(3) does: one datagram to the socket that
/// NOTIFY_SOCKET names.
///
/// Without that variable nothing is sent and nothing is wrong. Nothing here throws or waits long: a service manager
/// that is stuck must not stop the watch. Each call says whether its datagram was taken.
public struct SystemdNotifier: Sendable {
  /// How often `watchdog()` is to be called: half of what the manager allows (WatchdogSec=, sd_watchdog_enabled(3));
  /// nil when it does not ask.
  public let watchdogInterval: Duration?
  private let path: [UInt8]?

  /// The longest status in octets; what is longer is cut.
  static let longestStatus = 512
  // A datagram waits for as long where the manager's queue is full.
  private static let patience = timeval(tv_sec: 0, tv_usec: 100_000)

  /// The one that this process's environment names.
  public init() {
    self.init(
      socket: Environment["NOTIFY_SOCKET"], watchdogMicroseconds: Environment["WATCHDOG_USEC"],
      watchdogProcess: Environment["WATCHDOG_PID"])
  }

  init(socket: String?, watchdogMicroseconds: String? = nil, watchdogProcess: String? = nil) {
    path = socket.flatMap(Self.address)
    // It is another process's dog when that process started us with its own environment.
    let isOurs = watchdogProcess == nil || watchdogProcess == "\(getpid())"
    let allowed = watchdogMicroseconds.flatMap { Int64($0) } ?? 0
    watchdogInterval = isOurs && allowed > 0 ? .microseconds(max(allowed / 2, 1)) : nil
  }

  /// Whether there is one to tell.
  public var isPresent: Bool { path != nil }

  /// Start-up is finished, or a reload is: what is ordered after this daemon may start.
  @discardableResult
  public func ready(_ status: String = "") -> Bool { send("READY=1", status) }

  /// The configuration is being read again; `ready` ends that.
  @discardableResult
  public func reloading(_ status: String = "") -> Bool {
    var now = timespec()
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
    return send("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)", status)
  }

  /// The daemon is on its way out.
  @discardableResult
  public func stopping(_ status: String = "") -> Bool { send("STOPPING=1", status) }

  /// One line that `systemctl status` shows.
  @discardableResult
  public func status(_ text: String) -> Bool { send("", text) }

  /// Still there: to be said at every `watchdogInterval`, by the loop itself.
  @discardableResult
  public func watchdog() -> Bool { send("WATCHDOG=1", "") }

  private func send(_ state: String, _ status: String) -> Bool {
    guard let path else { return false }
    let line = Self.line(status)
    let parts = [state, line.isEmpty ? "" : "STATUS=\(line)"].filter { !$0.isEmpty }
    guard !parts.isEmpty else { return false }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var patience = Self.patience
    unsafe setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let bytes = Array(parts.joined(separator: "\n").utf8)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
    // An abstract name is as long as its address says; a file's ends with a zero, which is there.
    let size = MemoryLayout.offset(of: \sockaddr_un.sun_path).map { $0 + path.count } ?? 0
    return unsafe withUnsafePointer(to: address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(size))
      }
    } == bytes.count
  }

  // `/run/systemd/notify`, or `@name` for the abstract namespace of unix(7). Other families are none of ours.
  private static func address(_ name: String) -> [UInt8]? {
    var bytes = Array(name.utf8)
    guard bytes.count > 1, bytes.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
      return nil
    }
    switch bytes[0] {
    case UInt8(ascii: "/"): return bytes
    case UInt8(ascii: "@"):
      bytes[0] = 0
      return bytes
    default: return nil
    }
  }

  // One line of it: a line end would begin another assignment.
  static func line(_ text: String) -> String {
    let plain = String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    guard plain.utf8.count > longestStatus else { return plain }
    return String(decoding: plain.utf8.prefix(longestStatus), as: UTF8.self)
  }
}
