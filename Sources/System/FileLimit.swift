import Glibc

/// How many descriptors this process may have open, getrlimit(2).
package enum FileLimit {
  /// Raises the soft limit as far as the hard one allows; never lowers it.
  package static func raise(to wanted: UInt) {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < wanted
    else { return }
    limit.rlim_cur = min(limit.rlim_max, rlim_t(wanted))
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
