import CLinux
import Glibc
public import Wire

/// The socket by which a running daemon is asked: a line in, a line out, many clients at once, nobody waited for.
///
/// Only root, the daemon's own user and members of its group are heard (SO_PEERCRED, SO_PEERGROUPS, unix(7)). Whoever
/// sends too much, reads too little or says nothing for long is told so and dropped; the daemon's work goes on whatever
/// they do.
public final class ControlSocket {
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

  private struct Client {
    let descriptor: Int32
    let since: Timestamp
    var request: [UInt8] = []
    /// It had an answer, and may just stay.
    var isServed = false
  }

  private let listener: Int32
  private let group: gid_t?
  private var names: SocketNames
  private var clients: [Client] = []
  private var buffer = [UInt8](repeating: 0, count: ControlSocket.longestRequest + 1)

  /// Listens for what concerns these interfaces, at least one. A socket that a killed daemon left behind is replaced:
  /// call it only with the interfaces' locks held. The members of `group` may connect, too.
  public init(_ interfaces: [InterfaceName], group: UInt32? = nil) throws(SystemError) {
    RunDirectory.make()
    FileLimit.raise(to: UInt(Self.mostClients) * 2)
    let path = RunDirectory.file(interfaces[0], Self.suffix)
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Self.flags, 0)
    guard listener >= 0 else { throw SystemError("make the socket \(path)", errno: errno) }
    self.listener = listener
    self.group = group
    RunDirectory.clear(path)
    names = SocketNames(path)
    // Nobody else may connect in the moment before its mode is set.
    let mask = umask(0o177)
    defer { umask(mask) }
    let isBound = UnixAddress(path).map { address in
      unsafe address.withPointer { unsafe bind(listener, $0, $1) } == 0
    }
    guard isBound == true, listen(listener, Int32(Self.mostClients)) == 0 else {
      let number = isBound == nil ? ENAMETOOLONG : errno
      close(listener)
      throw SystemError("listen on \(path)", errno: number)
    }
    if let group {
      // A service's filter of system calls may forbid chown(2), which is right where there is nothing to change.
      var status = stat()
      let isTheirs = unsafe stat(path, &status) == 0 && status.st_gid == group
      guard unsafe isTheirs || chown(path, uid_t.max, group) == 0, unsafe chmod(path, 0o660) == 0 else {
        let number = errno
        close(listener)
        throw SystemError(
          "give \(path) to group \(group)", errno: number,
          advice: "the daemon must be a member of it, or root")
      }
    }
    names.follow(interfaces)
  }

  deinit {
    names.remove()
    for client in clients { close(client.descriptor) }
    close(listener)
  }

  /// The daemon guards these interfaces from now on.
  public func follow(_ interfaces: [InterfaceName]) { names.follow(interfaces) }

  /// To be polled for input.
  public var descriptors: [Int32] { [listener] + clients.map(\.descriptor) }

  /// When somebody is to be dropped, if he stays silent.
  public var due: Timestamp? { clients.first.map { $0.since + Self.patience } }

  /// Takes what clients sent, and answers each whole line with the line that `answer` gives for it; `complaint` gives the
  /// line for one that is dropped.
  public func serve(now: Timestamp, _ complaint: (Fault) -> String, _ answer: (String) -> String) {
    accept(now, complaint)
    clients.removeAll { client in
      guard now - client.since >= Self.patience else { return false }
      if client.isServed { close(client.descriptor) } else { drop(client.descriptor, complaint(.tooSlow)) }
      return true
    }
    for index in clients.indices.reversed() where !read(&clients[index], complaint, answer) {
      close(clients.remove(at: index).descriptor)
    }
  }

  private func accept(_ now: Timestamp, _ complaint: (Fault) -> String) {
    while true {
      let descriptor = dhcpward_accept(listener)
      guard descriptor >= 0 else { return }
      guard isTrusted(descriptor) else {
        drop(descriptor, complaint(.stranger))
        continue
      }
      if clients.count == Self.mostClients { drop(clients.removeFirst().descriptor, complaint(.tooMany)) }
      clients.append(Client(descriptor: descriptor, since: now))
    }
  }

  /// Reads what there is; false when the client is done with, or to be done with.
  private func read(_ client: inout Client, _ complaint: (Fault) -> String, _ answer: (String) -> String)
    -> Bool
  {
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe recv(client.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
    client.request += buffer.prefix(count)
    while let end = client.request.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: client.request[..<end], as: UTF8.self)
      client.request.removeFirst(end + 1)
      client.isServed = true
      guard send(answer(line), to: client.descriptor) else { return false }
    }
    guard client.request.count <= Self.longestRequest else {
      _ = send(complaint(.tooLong), to: client.descriptor)
      return false
    }
    return true
  }

  // A client that does not read what it asked for is nobody to wait for.
  private func send(_ line: String, to descriptor: Int32) -> Bool {
    let bytes = Array((line + "\n").utf8)
    return unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      == bytes.count
  }

  private func drop(_ descriptor: Int32, _ words: String) {
    _ = send(words, to: descriptor)
    close(descriptor)
  }

  private func isTrusted(_ descriptor: Int32) -> Bool {
    let peer = dhcpward_peer_user(descriptor)
    if peer == 0 || peer == Int64(geteuid()) { return true }
    return group.map { dhcpward_peer_is_member(descriptor, $0) } ?? false
  }

  static let suffix = ".sock"
  static let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
}
