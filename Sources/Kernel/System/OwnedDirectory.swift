import Glibc

/// The directories that a daemon writes to, made its user's own while it can still do that.
public enum OwnedDirectory {
  /// Gives the run directory, and that of the state file where there is one, to `user`, with the files in them: those
  /// of an earlier run as root.
  public static func prepare(for user: String, state: String?) throws(SystemError) {
    guard geteuid() == 0 else { return }
    let owner = try Accounts.user(user)
    RunDirectory.make()
    try give(RunDirectory.path, to: owner)
    guard let state, let slash = state.lastIndex(of: "/"), slash != state.startIndex else { return }
    let directory = String(state[..<slash])
    unsafe mkdir(directory, 0o750)
    // Somebody's own directory is not taken from him for one file in it.
    guard directory == StatePath.directory else { return }
    try give(directory, to: owner)
  }

  private static func give(_ directory: String, to owner: (user: UInt32, group: UInt32)) throws(SystemError) {
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0, fchown(descriptor, owner.user, owner.group) == 0 else {
      throw SystemError("give \(directory) to user \(owner.user)", errno: errno)
    }
    defer { close(descriptor) }
    for name in ProcFile.names(in: directory) ?? [] {
      unsafe fchownat(descriptor, name, owner.user, owner.group, AT_SYMLINK_NOFOLLOW)
    }
  }
}
