import CLinux
import Glibc

extension Privileges {
  // linux/securebits.h: programs of user 0 gain nothing by that, for good.
  private static let noRoot: UInt = 1 << 0 | 1 << 1

  /// Gives up every capability of the calling thread and of whatever it starts, root's programs too: they are user 0
  /// then, and may do what that user's files let it. What is left of the process keeps what it has. Zero, or an error's
  /// number when something might be left.
  static func renounce() -> Int32 {
    guard dhcpward_prctl(PR_CAP_AMBIENT, UInt(PR_CAP_AMBIENT_CLEAR_ALL), 0) == 0 else { return errno }
    if geteuid() == 0 || getuid() == 0 {
      let bits = dhcpward_prctl(PR_GET_SECUREBITS, 0, 0)
      guard bits >= 0, dhcpward_prctl(PR_SET_SECUREBITS, UInt(bits) | noRoot, 0) == 0 else { return errno }
    }
    // A service's filter of system calls may forbid it. Then what can be inherited stays so, and a program gains
    // nothing by that: its file would have to say so, too.
    _ = dhcpward_set_capabilities(dhcpward_capabilities(permitted: 0, effective: 0, inheritable: 0))
    return 0
  }
}
