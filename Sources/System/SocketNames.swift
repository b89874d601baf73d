import CLinux
import Glibc
import Wire

/// The names of a daemon's socket: one an interface it guards, and `control.sock` where no other daemon has that.
struct SocketNames {
  private let path: String
  private var links: Set<String> = []

  init(_ path: String) { self.path = path }

  /// Has a name for each of these interfaces, and no others.
  mutating func follow(_ interfaces: [InterfaceName]) {
    var wanted = Set(interfaces.map { RunDirectory.file($0, ControlSocket.suffix) })
    wanted.remove(path)
    let common = RunDirectory.common
    // Another network namespace's daemon may have it.
    if links.contains(common) || !UnixAddress.answers(common) { wanted.insert(common) }
    for name in links.subtracting(wanted) { unsafe unlink(name) }
    for name in wanted.subtracting(links) {
      RunDirectory.clear(name)
      // A name that cannot be made is one fewer to ask by.
      guard unsafe symlink(path, name) == 0 else {
        wanted.remove(name)
        continue
      }
    }
    links = wanted
  }

  /// Takes them all away.
  func remove() {
    for name in links { unsafe unlink(name) }
    unsafe unlink(path)
  }
}
