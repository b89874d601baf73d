import Glibc
public import System
public import Wire

/// The socket by which a running daemon is asked.
///
/// Only root, the daemon's own user and members of its group are heard (SO_PEERCRED, SO_PEERGROUPS, unix(7)).
public final class ControlServer {
  /// Why a client is not heard any more.
  public enum Fault: Hashable, Sendable {
    /// It sent more than `longestRequest` without an end of line.
    case tooLong
    /// It took longer than `patience`.
    case tooSlow
    /// There are `mostClients`, and it was the one that said nothing for the longest.
    case tooMany
    /// It is neither root, nor the daemon's own user, nor of its group.
    case stranger
  }

  /// The longest request, in octets.
  public static let longestRequest = 4096
  /// How many may be connected at once; the longest silent one makes room.
  public static let mostClients = 1024
  /// How long a client may take over its request.
  public static let patience: Duration = .seconds(5)

  private let listener: UnixListener
  private let group: UInt32?
  private var names: SocketNames
  private var connections = ControlConnections()

  /// Listens for what concerns these interfaces, at least one. A socket that a killed daemon left behind is replaced:
  /// call it only with the interfaces' locks held. The members of `group` may connect, too.
  public init(_ interfaces: [InterfaceName], group: UInt32? = nil) throws(SystemError) {
    RunDirectory.make()
    FileLimit.raise(to: UInt(Self.mostClients) * 2)
    let path = RunDirectory.file(interfaces[0], SocketNames.suffix)
    RunDirectory.clear(path)
    listener = try UnixListener(path, backlog: Self.mostClients, group: group)
    self.group = group
    names = SocketNames(path)
    names.follow(interfaces)
  }

  deinit { names.remove() }

  /// The daemon guards these interfaces from now on.
  public func follow(_ interfaces: [InterfaceName]) { names.follow(interfaces) }

  /// To be polled for input.
  public var descriptors: [Int32] { [listener.descriptor] + connections.descriptors }

  /// When somebody is to be dropped, if he stays silent.
  public var due: BootTime? { connections.due }

  /// Takes what clients sent, and answers each whole line with the line that `answer` gives for it; `complaint` gives the
  /// line for one that is dropped.
  public func serve(now: BootTime, _ complaint: (Fault) -> String, _ answer: (String) -> String) {
    while let stream = listener.accept() {
      let isMember = group.map(stream.peerIsMember) ?? false
      guard Self.hears(stream.peer, own: geteuid(), isMember: isMember) else {
        ControlConnections.send(complaint(.stranger), to: stream)
        continue
      }
      connections.add(stream, now: now, complaint)
    }
    connections.serve(now: now, complaint, answer)
  }

  /// Whether a process may ask: root's, the daemon's own user's, and those of its group's members.
  static func hears(_ user: UInt32?, own: UInt32, isMember: Bool) -> Bool {
    user == 0 || user == own || isMember
  }
}
