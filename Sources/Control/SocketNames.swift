import System
import Wire

/// The names of a daemon's socket: one an interface it guards, and `control.sock` where no other daemon has that.
struct SocketNames {
  static let suffix = ".sock"

  private let path: String
  private var links: Set<String> = []

  init(_ path: String) { self.path = path }

  /// Has a name for each of these interfaces, and no others.
  mutating func follow(_ interfaces: [InterfaceName]) {
    var wanted = Set(interfaces.map { RunDirectory.file($0, Self.suffix) })
    wanted.remove(path)
    let common = RunDirectory.common
    // Another network namespace's daemon may have it.
    if links.contains(common) || !UnixAddress.answers(common) { wanted.insert(common) }
    for name in links.subtracting(wanted) { RunDirectory.remove(name) }
    for name in wanted.subtracting(links) {
      RunDirectory.clear(name)
      // A name that cannot be made is one fewer to ask by.
      if !RunDirectory.link(name, to: path) { wanted.remove(name) }
    }
    links = wanted
  }

  /// Takes them all away.
  func remove() {
    for name in links { RunDirectory.remove(name) }
    RunDirectory.remove(path)
  }
}
