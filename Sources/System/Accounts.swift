import Glibc

/// Users and groups by name, getpwnam(3) and getgrnam(3).
public enum Accounts {
  /// A user's number, and that of its own group.
  public static func user(_ name: String) throws(SystemError) -> (user: UInt32, group: UInt32) {
    var text = [CChar](repeating: 0, count: 1 << 16)
    var account = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>?
    let failure = unsafe getpwnam_r(name, &account, &text, text.count, &found)
    guard unsafe found != nil else { throw missing("user", name, failure, "useradd --system \(name)") }
    return unsafe (account.pw_uid, account.pw_gid)
  }

  /// A group's number.
  public static func group(_ name: String) throws(SystemError) -> UInt32 {
    var text = [CChar](repeating: 0, count: 1 << 16)
    var entry = unsafe Glibc.group()
    var found: UnsafeMutablePointer<group>?
    let failure = unsafe getgrnam_r(name, &entry, &text, text.count, &found)
    guard unsafe found != nil else { throw missing("group", name, failure, "groupadd --system \(name)") }
    return unsafe entry.gr_gid
  }

  /// Does something with the rights of whoever owns a directory, where we are root and somebody else does; where those
  /// cannot be had, with our own.
  public static func asOwner<Value>(of directory: String, _ body: () throws -> Value) rethrows -> Value {
    var status = stat()
    guard geteuid() == 0, unsafe stat(directory, &status) == 0, status.st_uid != 0 else { return try body() }
    let group = getegid()
    // Only root may take a group, so the user comes last, and goes first.
    guard setegid(status.st_gid) == 0, seteuid(status.st_uid) == 0 else {
      _ = setegid(group)
      return try body()
    }
    defer {
      _ = seteuid(0)
      _ = setegid(group)
    }
    return try body()
  }

  // getpwnam_r(3) has 0 and several other numbers for a name that is not there.
  private static func missing(
    _ kind: String, _ name: String, _ number: Int32, _ command: String
  ) -> SystemError {
    let isAbsent = [0, ENOENT, ESRCH, EBADF, EPERM].contains(number)
    return SystemError(
      "find \(kind) \(name)", errno: isAbsent ? ENOENT : number,
      advice: isAbsent ? "there is no such \(kind): make it by `\(command)`, or name another" : "")
  }
}
