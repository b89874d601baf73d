import CLinux
import Glibc

/// What this process may do: given up once, at the start, and never to be had again.
///
/// `setpriv --reuid USER --regid GROUP --clear-groups --inh-caps -all,+net_admin,+net_raw --ambient-caps
/// -all,+net_admin,+net_raw --no-new-privs` is the same from outside.
public enum Privileges {
  /// CAP_NET_ADMIN and CAP_NET_RAW, capabilities(7): netlink, and packet sockets.
  static let network = UInt64(1) << CAP_NET_ADMIN | UInt64(1) << CAP_NET_RAW
  /// CAP_BPF: programs at an XDP hook.
  static let bpf = UInt64(1) << 39

  /// Becomes `user`, and `group` where it is not nil (else the user's own), without any other group; keeps
  /// CAP_NET_ADMIN and CAP_NET_RAW and nothing else, for the tools that it starts too; and looks whether that came true.
  /// `withBPF` keeps CAP_BPF as well, not for the tools.
  ///
  /// A process that was started as that user already gives up what it has too much. Call it while there is one
  /// thread. Whoever catches the error must not go on: some of it may have been done.
  public static func drop(to user: String, group: String? = nil, withBPF: Bool = false) throws(SystemError) {
    let kept = withBPF ? network | bpf : network
    let (uid, gid) = try identity(user, group)
    let target = "\(user) (uid \(uid), gid \(gid))"
    guard uid != 0 else {
      throw SystemError(
        "become \(user)", errno: EINVAL, advice: "root gives nothing up: name another user, or none")
    }
    if geteuid() == 0 {
      try check(dhcpward_prctl(PR_SET_KEEPCAPS, 1, 0), "keep capabilities as \(target)")
      try check(setgroups(0, nil), "leave every group")
      try check(dhcpward_become(uid, gid), "become \(target)")
      try check(dhcpward_prctl(PR_SET_KEEPCAPS, 0, 0), "keep capabilities as \(target)")
      guard getgroups(0, nil) == 0 else { throw SystemError("leave every group", errno: EPERM) }
    } else if dhcpward_is(uid, gid) == 0 {
      throw SystemError("become \(target)", errno: EPERM, advice: "only root can: start it as root")
    }
    try restrict(to: kept)
    try verify(uid, gid, target, kept)
  }

  // What tools such as ebtables are to have must be ambient, and before that inheritable.
  private static func restrict(to kept: UInt64) throws(SystemError) {
    // A service's filter of system calls may forbid capset(2), which is right where there is nothing to give up.
    if !has(kept) {
      try check(
        dhcpward_set_capabilities(
          dhcpward_capabilities(permitted: kept, effective: kept, inheritable: network)),
        kept == network
          ? "keep CAP_NET_ADMIN and CAP_NET_RAW alone" : "keep CAP_NET_ADMIN, CAP_NET_RAW and CAP_BPF alone",
        advice: "start it as root, or let the service manager give it these (AmbientCapabilities=)")
    }
    try check(
      dhcpward_prctl(PR_CAP_AMBIENT, UInt(PR_CAP_AMBIENT_CLEAR_ALL), 0), "clear the ambient capabilities")
    for capability in [CAP_NET_ADMIN, CAP_NET_RAW] {
      try check(
        dhcpward_prctl(PR_CAP_AMBIENT, UInt(PR_CAP_AMBIENT_RAISE), UInt(capability)),
        "let tools have capability \(capability)")
    }
    try check(dhcpward_prctl(PR_SET_NO_NEW_PRIVS, 1, 0), "give up new privileges")
  }

  private static func has(_ kept: UInt64) -> Bool {
    var sets = dhcpward_capabilities()
    return unsafe dhcpward_get_capabilities(&sets) == 0 && sets.permitted == kept && sets.effective == kept
      && sets.inheritable == network
  }

  // Believes the kernel, not the calls' answers.
  private static func verify(_ uid: uid_t, _ gid: gid_t, _ target: String, _ kept: UInt64) throws(SystemError)
  {
    func demand(_ isTrue: Bool, _ what: String) throws(SystemError) {
      guard !isTrue else { return }
      throw SystemError("drop privileges to \(target)", errno: EPERM, advice: "\(what); not started")
    }
    try demand(dhcpward_is(uid, gid) == 1, "another user or group is left")
    try demand(setuid(0) != 0 && seteuid(0) != 0, "it can be root again")
    try demand(gid == 0 || setgid(0) != 0, "it can be root's group again")
    try demand(has(kept), "other capabilities are left")
    try demand(dhcpward_prctl(PR_GET_NO_NEW_PRIVS, 0, 0) == 1, "new privileges can be had")
    // Capabilities are a thread's own.
    let threads = SmallFile.names(in: "/proc/self/task") ?? []
    try demand(!threads.isEmpty, "/proc is not there to look it up")
    for thread in threads {
      let lines = SmallFile.lines("/proc/self/task/\(thread)/status")
      try demand(lines.isEmpty || isHarmless(lines, uid, gid, kept), "a thread has more than that")
    }
  }

  /// Whether /proc/PID/task/TID/status shows that user and group alone and no capability beside those kept, or a thread
  /// that has ended, proc(5).
  static func isHarmless(_ status: [Substring], _ uid: uid_t, _ gid: gid_t, _ kept: UInt64 = network) -> Bool
  {
    var seen = 0
    for line in status {
      let words = line.split(whereSeparator: \.isWhitespace)
      switch words.first {
      case "State:" where words.count > 1 && ["Z", "X"].contains(words[1]): return true
      case "Uid:": guard words.dropFirst().allSatisfy({ $0 == "\(uid)" }) else { return false }
      case "Gid:": guard words.dropFirst().allSatisfy({ $0 == "\(gid)" }) else { return false }
      case "CapInh:", "CapPrm:", "CapEff:", "CapAmb:":
        guard words.count == 2, let set = UInt64(words[1], radix: 16), set & ~kept == 0 else { return false }
      default: continue
      }
      seen += 1
    }
    return seen == 6
  }

  private static func identity(_ user: String, _ group: String?) throws(SystemError) -> (uid_t, gid_t) {
    let account = try Accounts.user(user)
    return (
      account.user, try group.map { name throws(SystemError) in try Accounts.group(name) } ?? account.group
    )
  }

  private static func check(_ answer: Int32, _ operation: String, advice: String = "") throws(SystemError) {
    guard answer == 0 else { throw SystemError(operation, errno: errno, advice: advice) }
  }
}
