import System
import Wire

/// Which programs at a port's XDP hook are dhcpward's, written down before each is put there: only root may ask the kernel
/// what a program is. The file goes with the boot, as the programs do, and IDs are not given twice in it.
struct XDPRecord {
  private let path: String

  init(_ port: InterfaceName) { path = RunDirectory.file(port, ".xdp") }

  /// Whether dhcpward has put that program there.
  func knows(_ id: UInt32) -> Bool { ids.contains(id) }

  /// Writes down one that is going to be there beside the one that is, and what its device did before any was.
  func add(_ id: UInt32, _ offloads: [String]) throws(SystemError) {
    RunDirectory.make()
    let words = (ids.suffix(7) + [id]).map { "\($0)" } + Set(self.offloads + offloads).sorted()
    try OutputFile.refresh(words.map { "\($0)\n" }.joined(), at: path)
  }

  /// What is to be switched on once none is there.
  var offloads: [String] {
    SmallFile.lines(path).filter { UInt32($0) == nil && !$0.isEmpty }.map(String.init)
  }

  /// None is there any more.
  func forget() { RunDirectory.remove(path) }

  private var ids: [UInt32] { SmallFile.lines(path).compactMap { UInt32($0) } }
}
