import Glibc
public import Wire

/// The right to be the only dhcpward that changes an interface: flock(2) on a file that names the network
/// namespace and the interface, so that hosts of one machine do not stand in each other's way.
public final class InstanceLock {
  /// Why the lock was not had.
  public enum Failure: Error, Hashable, CustomStringConvertible {
    /// Another instance holds it; its pid where it could be read.
    case held(interface: InterfaceName, pid: Int32?)
    /// The file could not be made.
    case system(SystemError)

    /// One line, with what to do.
    public var description: String {
      switch self {
      case .held(let interface, let pid):
        "lock \(interface): another dhcpward\(pid.map { " (pid \($0))" } ?? "") guards it; "
          + "stop that one first, or let it do the work"
      case .system(let error): error.description
      }
    }
  }

  private let descriptor: Int32

  /// Takes the lock, without waiting; the kernel frees it when the process ends, however it ends.
  public init(_ interface: InterfaceName) throws(Failure) {
    RunDirectory.make()
    let path = Self.path(interface)
    // In the place of a lock it keeps everybody out, or is another file that would be written to.
    RunDirectory.clear(path, forFile: true)
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw .system(
        SystemError(
          "open \(path)", errno: errno,
          advice: "run as root, or set RUNTIME_DIRECTORY to a directory of your own"))
    }
    guard Self.lock(descriptor) else {
      let number = errno
      guard number == EWOULDBLOCK else {
        close(descriptor)
        throw .system(SystemError("lock \(path)", errno: number))
      }
      let pid = Self.holder(descriptor)
      close(descriptor)
      throw .held(interface: interface, pid: pid)
    }
    // A command of root's beside a daemon of another user leaves it a file that this may open, too.
    RunDirectory.giveToOwner(descriptor)
    ftruncate(descriptor, 0)
    let text = Array("\(getpid())\n".utf8)
    _ = unsafe text.withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// Takes the lock, waiting for it as long as `patience` at the most.
  public static func take(_ interface: InterfaceName, patience: Duration) throws(Failure) -> InstanceLock {
    let deadline = SystemClock.boot + patience
    while true {
      do throws(Failure) {
        return try InstanceLock(interface)
      } catch {
        guard case .held = error, SystemClock.boot < deadline else { throw error }
      }
      usleep(20_000)
    }
  }

  /// The pid of the dhcpward that guards `interface` now; nil when none does.
  public static func holder(of interface: InterfaceName) -> Int32? {
    let descriptor = unsafe open(path(interface), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0 else { return nil }
    return holder(descriptor)
  }

  deinit { close(descriptor) }

  // Who asks for the holder has the file locked for a moment, too.
  private static func lock(_ descriptor: Int32) -> Bool {
    for _ in 0..<5 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else { return false }
      usleep(5000)
    }
    return false
  }

  private static func holder(_ descriptor: Int32) -> Int32? {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe pread(descriptor, $0.baseAddress, $0.count, 0) }
    return Int32(
      String(decoding: bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }, as: UTF8.self))
  }

  private static func path(_ interface: InterfaceName) -> String { RunDirectory.file(interface, ".lock") }
}
