import CLinux
import Glibc

/// A listening socket of the unix(7) family, for its owner and the members of one group.
package final class UnixListener {
  /// To be polled for input.
  package let descriptor: Int32

  /// Listens at `path`, where nothing may be; the members of `group` may connect, too.
  package init(_ path: String, backlog: Int, group: UInt32?) throws(SystemError) {
    let listener = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard listener >= 0 else { throw SystemError("make the socket \(path)", errno: errno) }
    descriptor = listener
    // Nobody else may connect in the moment before its mode is set.
    let mask = umask(0o177)
    defer { umask(mask) }
    guard let address = UnixAddress(path) else {
      throw SystemError("listen on \(path)", errno: ENAMETOOLONG)
    }
    guard unsafe address.withPointer({ unsafe bind(listener, $0, $1) }) == 0,
      listen(listener, Int32(backlog)) == 0
    else { throw SystemError("listen on \(path)", errno: errno) }
    guard let group else { return }
    // A service's filter of system calls may forbid chown(2), which is right where there is nothing to change.
    var status = stat()
    let isTheirs = unsafe stat(path, &status) == 0 && status.st_gid == group
    guard unsafe isTheirs || chown(path, uid_t.max, group) == 0, unsafe chmod(path, 0o660) == 0 else {
      throw SystemError(
        "give \(path) to group \(group)", errno: errno,
        advice: "the daemon must be a member of it, or root")
    }
  }

  deinit { close(descriptor) }

  /// The next who connected; nil when there is none.
  package func accept() -> UnixStream? {
    let descriptor = dhcpward_accept(self.descriptor)
    return descriptor >= 0 ? UnixStream(descriptor) : nil
  }
}
