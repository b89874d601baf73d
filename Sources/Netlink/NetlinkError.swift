import Glibc
import System

/// The kernel refused a netlink request, or could not be asked.
public struct NetlinkError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was tried: `add address`.
  public var operation: String
  /// On what: `192.0.2.1/24 to br0`. May be empty.
  public var subject: String
  /// The kernel's number for the reason: EPERM, EEXIST.
  public var errno: Int32
  /// The kernel's own words (NLMSGERR_ATTR_MSG), where it has any.
  public var text: String?

  /// An error from its parts.
  public init(operation: String, subject: String = "", errno: Int32, text: String? = nil) {
    self.operation = operation
    self.subject = subject
    self.errno = errno
    self.text = text
  }

  /// ENOENT: what was to be changed is not there.
  public var isMissing: Bool { errno == ENOENT }

  /// This process may not. With words of the kernel's own EACCES means something else (IPv6 is disabled there).
  public var isNotPermitted: Bool { errno == EPERM || errno == EACCES && text == nil }

  /// `add address 192.0.2.1/24 to br0: File exists (the kernel's words)`
  public var description: String {
    let words = [operation, subject].filter { !$0.isEmpty }.joined(separator: " ")
    return "\(words): \(reason)"
  }

  /// The system's words alone, with what to do where there is something.
  public var reason: String {
    var reason = systemWords(errno)
    if let text, !text.isEmpty { reason += " (\(text))" }
    switch errno {
    case EPERM,
      EACCES where isNotPermitted:
      reason += "; run it as root, or with CAP_NET_ADMIN"
    case EPROTONOSUPPORT, EAFNOSUPPORT, EOPNOTSUPP:
      reason += "; this kernel lacks it, or its module is not loaded"
    default: break
    }
    return reason
  }
}
