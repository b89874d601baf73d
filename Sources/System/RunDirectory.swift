import Glibc
package import Wire

/// Where a running dhcpward keeps its lock and its socket, by network namespace and interface: hosts of one machine do
/// not stand in each other's way.
package enum RunDirectory {
  /// systemd sets RUNTIME_DIRECTORY; it may list several, the first is ours.
  static var path: String {
    let directories = Environment["RUNTIME_DIRECTORY"]?.split(separator: ":")
    return directories?.first.map(String.init) ?? "/run/dhcpward"
  }

  /// The name by which a daemon is asked whatever it guards.
  package static var common: String { "\(path)/control.sock" }

  /// Makes the directory where it is missing.
  package static func make() { unsafe mkdir(path, 0o755) }

  /// Makes a file in it the directory's owner's, where we are root and he is not.
  static func giveToOwner(_ descriptor: Int32) {
    var directory = stat()
    guard geteuid() == 0, unsafe stat(path, &directory) == 0, directory.st_uid != 0 else { return }
    fchown(descriptor, directory.st_uid, directory.st_gid)
  }

  /// Takes what is no plain file out of the way of one to be made at `path`, or whatever is there out of a socket's or a
  /// link's: all but a directory that cannot be moved aside. Nothing of it is ours.
  package static func clear(_ path: String, forFile isFile: Bool = false) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return }
    switch status.st_mode & S_IFMT {
    case S_IFREG where isFile && status.st_nlink == 1: return
    case S_IFDIR:
      if unsafe rmdir(path) != 0 { unsafe rename(path, "\(path).moved-\(getpid())") }
    default: unsafe unlink(path)
    }
  }

  /// Makes a name for what is at `path`; false when that cannot be done.
  package static func link(_ name: String, to path: String) -> Bool { unsafe symlink(path, name) == 0 }

  /// Takes a name away.
  package static func remove(_ name: String) { unsafe _ = unlink(name) }

  /// The file of an interface in this network namespace.
  package static func file(_ interface: InterfaceName, _ suffix: String) -> String {
    "\(path)/\(prefix)\(interface)\(suffix)"
  }

  /// The interfaces of this network namespace that have a file with that suffix.
  package static func interfaces(_ suffix: String) -> [InterfaceName] {
    let prefix = self.prefix
    return (SmallFile.names(in: path) ?? []).filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }
      .compactMap { InterfaceName(String($0.dropFirst(prefix.count).dropLast(suffix.count))) }
  }

  /// The same without those whose file only points to another's.
  package static func owners(_ suffix: String) -> [InterfaceName] {
    interfaces(suffix).filter { SmallFile.destination(of: file($0, suffix)) == nil }
  }

  private static var prefix: String {
    var namespace = stat()
    let inode = unsafe stat("/proc/self/ns/net", &namespace) == 0 ? namespace.st_ino : 0
    return "\(inode)-"
  }
}
