import CLinux
import Glibc
public import Wire

/// The socket by which a running daemon is asked: a line in, a line out, many clients at once, nobody waited for.
///
/// Only root and the daemon's own user are heard (SO_PEERCRED, unix(7)). Whoever sends too much, reads too little or
/// says nothing for long is dropped; the daemon's work goes on whatever they do.
public final class ControlSocket {
  /// The longest request, in octets.
  public static let longestRequest = 4096
  /// How many may be connected at once; the longest silent one makes room.
  public static let mostClients = 64
  /// How long a client may take over its request.
  public static let patience: Duration = .seconds(5)

  private struct Client {
    let descriptor: Int32
    let since: Timestamp
    var request: [UInt8] = []
  }

  private let listener: Int32
  private let path: String
  private var clients: [Client] = []

  /// Listens for what concerns `interface`. A socket that a killed daemon left behind is replaced: call it only with the
  /// interface's lock held.
  public init(_ interface: InterfaceName) throws(SystemError) {
    RunDirectory.make()
    let path = RunDirectory.file(interface, Self.suffix)
    listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Self.flags, 0)
    guard listener >= 0 else { throw SystemError("make the socket \(path)", errno: errno) }
    self.path = path
    unsafe unlink(path)
    // Nobody else may connect in the moment before its mode is set.
    let mask = umask(0o177)
    defer { umask(mask) }
    let isBound = UnixAddress(path).map { address in
      unsafe address.withPointer { unsafe bind(listener, $0, $1) } == 0
    }
    guard isBound == true, listen(listener, 16) == 0 else {
      let number = isBound == nil ? ENAMETOOLONG : errno
      close(listener)
      throw SystemError("listen on \(path)", errno: number)
    }
  }

  deinit {
    unsafe unlink(path)
    for client in clients { close(client.descriptor) }
    close(listener)
  }

  /// To be polled for input.
  public var descriptors: [Int32] { [listener] + clients.map(\.descriptor) }

  /// Takes what clients sent, and answers each whole line with the line that `answer` gives for it.
  public func serve(now: Timestamp, _ answer: (String) -> String) {
    accept(now)
    clients.removeAll { client in
      guard now - client.since < Self.patience else { return end(client) }
      return false
    }
    for index in clients.indices.reversed() where !read(&clients[index], answer) {
      _ = end(clients.remove(at: index))
    }
  }

  private func accept(_ now: Timestamp) {
    while true {
      let descriptor = dhcpward_accept(listener)
      guard descriptor >= 0 else { return }
      guard Self.isTrusted(descriptor) else {
        close(descriptor)
        continue
      }
      if clients.count == Self.mostClients { _ = end(clients.removeFirst()) }
      clients.append(Client(descriptor: descriptor, since: now))
    }
  }

  /// Reads what there is; false when the client is done with, or to be done with.
  private func read(_ client: inout Client, _ answer: (String) -> String) -> Bool {
    var bytes = [UInt8](repeating: 0, count: Self.longestRequest + 1)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe recv(client.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
    client.request += bytes.prefix(count)
    while let end = client.request.firstIndex(of: UInt8(ascii: "\n")) {
      let line = String(decoding: client.request[..<end], as: UTF8.self)
      client.request.removeFirst(end + 1)
      guard send(Array((answer(line) + "\n").utf8), to: client.descriptor) else { return false }
    }
    return client.request.count <= Self.longestRequest
  }

  // A client that does not read what it asked for is nobody to wait for.
  private func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      == bytes.count
  }

  private func end(_ client: Client) -> Bool {
    close(client.descriptor)
    return true
  }

  private static func isTrusted(_ descriptor: Int32) -> Bool {
    let peer = dhcpward_peer_user(descriptor)
    return peer == 0 || peer == Int64(geteuid())
  }

  static let suffix = ".sock"
  static let flags = Int32(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
}
