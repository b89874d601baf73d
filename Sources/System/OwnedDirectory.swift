import Glibc
import Wire

/// The directories that a daemon writes to, made its user's own while it can still do that.
public enum OwnedDirectory {
  /// Gives the run directory, and that of the state file where there is one, to `user`, with the files in them: those
  /// of an earlier run as root. A file that has another name elsewhere is not given away, as it may be anybody's; says so
  /// of each.
  public static func prepare(for user: String, state: String?) throws(SystemError) -> [String] {
    guard geteuid() == 0 else { return [] }
    let owner = try Accounts.user(user)
    RunDirectory.make()
    var kept = try give(RunDirectory.path, to: owner)
    guard let state, let slash = state.lastIndex(of: "/"), slash != state.startIndex else { return kept }
    let directory = String(state[..<slash])
    unsafe mkdir(directory, 0o750)
    // Somebody's own directory is not taken from him for one file in it.
    guard directory == StatePath.directory else { return kept }
    kept += try give(directory, to: owner)
    return kept
  }

  static func give(
    _ directory: String, to owner: (user: UInt32, group: UInt32)
  ) throws(SystemError) -> [String] {
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0, fchown(descriptor, owner.user, owner.group) == 0 else {
      throw SystemError("give \(directory) to user \(owner.user)", errno: errno)
    }
    defer { close(descriptor) }
    return (SmallFile.names(in: directory) ?? []).filter { !give($0, in: descriptor, to: owner) }
      .map { name in
        "\(directory)/\(String(foreign: name.utf8)) was not given to user \(owner.user): it has another name elsewhere; "
          + "see whose it is (find / -xdev -samefile FILE), and remove this one"
      }
  }

  /// False for a file with several names. It is held by a descriptor meanwhile, so that it stays the one that was looked
  /// at.
  private static func give(
    _ name: String, in directory: Int32, to owner: (user: UInt32, group: UInt32)
  ) -> Bool {
    let file = unsafe openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
    // What is no file that can be opened: a socket or a symbolic link of an earlier run, which is made anew.
    guard file >= 0 else { return true }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
    guard status.st_nlink == 1 else { return false }
    fchown(file, owner.user, owner.group)
    return true
  }
}
