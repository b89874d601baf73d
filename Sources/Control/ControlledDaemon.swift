public import Daemon
import Flood
import Placement
import Plans
import Wire

/// What may be asked of a daemon.
protocol ControlledDaemon {
  /// What it guards.
  var interfaces: [InterfaceName] { get }
  /// Whom people allowed.
  var allowed: [MACAddress] { get }
  /// How a source stands on an interface; nil when nothing of it is remembered.
  func account(of mac: MACAddress, on interface: InterfaceName) -> Account?
  /// A source's block on an interface; nil when it is not blocked.
  func block(of mac: MACAddress, on interface: InterfaceName) -> StandingBlock?
  /// The blocks of clients with that address and of those behind it, at most so many.
  func clientBlocks(of mac: MACAddress, on interface: InterfaceName, most: Int) -> [StandingBlock]
  /// The ports of an interface's bridge behind which two machines share that address; nil where none are known to.
  func portsSharing(_ mac: MACAddress, on interface: InterfaceName) -> [InterfaceName]?
  /// How the daemon stands, with so many talkers of each interface.
  func snapshot(talkers count: Int) -> Snapshot
  /// Blocks sources by hand; gives where, and which of them were not blocked already for as long.
  func block(_ blocks: [Block], on interface: InterfaceName?) throws -> (site: Site, fresh: Set<Subject>)
  /// Lets sources and clients pass again, nil is all; gives those that were blocked.
  func unblock(_ subjects: Set<Subject>?, at port: InterfaceName?) throws -> Set<Subject>
  /// Never blocks a source again.
  func allow(_ mac: MACAddress) throws
  /// Takes that back.
  func disallow(_ mac: MACAddress) throws
  /// Reads the settings again.
  func reload() -> Occurrence.Reload
}

extension Daemon: ControlledDaemon {}
