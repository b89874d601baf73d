import CLinux
import Glibc
public import Wire

/// A small TCP server for programs of this machine: an octet string in, one out, and the connection ends. Nobody is waited
/// for, and what the octets mean is the caller's business.
public final class LoopbackServer {
  /// How many are served at once; others wait in the kernel until there is room.
  public static let mostClients = 16
  /// How long a client may take over its request, and over reading its answer.
  public static let patience: Duration = .seconds(5)
  /// The longest request, in octets; `answer` is asked about what came until then.
  public static let longestRequest = 4096

  private struct Client {
    let descriptor: Int32
    var since: BootTime
    var request: [UInt8] = []
    var answer: ArraySlice<UInt8>?
  }

  private let listener: Int32
  // Its own descriptor has input when a client can be read from, or written to: so poll(2) for input is enough.
  private let epoll: Int32
  private var clients: [Client] = []
  private var isListening = false

  /// Listens on a loopback address, as `LoopbackAddress` reads it; on another one it does not.
  public init(_ text: String) throws(SystemError) {
    guard let address = LoopbackAddress(text) else {
      throw SystemError(
        "listen on \(String(foreign: text.utf8))", errno: EADDRNOTAVAIL,
        advice: "give an address of this machine alone and a port, such as 127.0.0.1:9742")
    }
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    listener = socket(address.family, type, 0)
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    var yes: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, size)
    guard listener >= 0, epoll >= 0,
      unsafe address.withPointer({ unsafe bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0
    else {
      let number = errno
      close(listener)
      close(epoll)
      throw SystemError(
        "listen on \(address)", errno: number,
        advice: number == EADDRINUSE ? "choose another port, or end what listens there" : "")
    }
    listenAgain()
  }

  deinit {
    for client in clients { close(client.descriptor) }
    close(epoll)
    close(listener)
  }

  /// The port listened on, which the kernel chose if 0 was asked for.
  public var port: UInt16 {
    var address = sockaddr_in6()
    var size = socklen_t(MemoryLayout<sockaddr_in6>.size)
    _ = unsafe withUnsafeMutablePointer(to: &address) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe getsockname(listener, $0, &size)
      }
    }
    // It is at the same place in both families.
    return UInt16(bigEndian: address.sin6_port)
  }

  /// To be polled for input.
  public var descriptors: [Int32] { [epoll] }

  /// When a client's time is over; nil while there is none. Serving a little later does no harm.
  public var due: BootTime? { clients.map { $0.since + Self.patience }.min() }

  /// Takes what clients sent. `answer` gives the answer to a request, or nil while not all of it is there; then it is told
  /// whether more may come.
  public func serve(now: BootTime, _ answer: (_ request: [UInt8], _ isWhole: Bool) -> [UInt8]?) {
    clients.removeAll { client in
      guard now - client.since >= Self.patience else { return false }
      close(client.descriptor)
      return true
    }
    for index in clients.indices.reversed() where !isServed(&clients[index], now, answer) {
      close(clients.remove(at: index).descriptor)
    }
    while clients.count < Self.mostClients {
      let descriptor = dhcpward_accept(listener)
      guard descriptor >= 0 else { break }
      var client = Client(descriptor: descriptor, since: now)
      _ = dhcpward_epoll_set(epoll, EPOLL_CTL_ADD, descriptor, EPOLLIN.rawValue)
      if isServed(&client, now, answer) { clients.append(client) } else { close(descriptor) }
    }
    listenAgain()
  }

  private func listenAgain() {
    let wants = clients.count < Self.mostClients
    guard wants != isListening else { return }
    isListening = wants
    _ = dhcpward_epoll_set(epoll, wants ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, listener, EPOLLIN.rawValue)
  }

  /// Goes on with a client; false when it is done with, or to be done with.
  private func isServed(
    _ client: inout Client, _ now: BootTime, _ answer: ([UInt8], Bool) -> [UInt8]?
  ) -> Bool {
    if client.answer == nil {
      guard read(&client) else { return false }
      let isWhole = client.request.count >= Self.longestRequest
      guard let reply = answer(client.request, isWhole) else { return !isWhole }
      client.answer = reply[...]
      client.since = now
    }
    guard let rest = client.answer else { return true }
    let count = unsafe rest.withUnsafeBytes {
      unsafe send(client.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    }
    guard count >= 0 || errno == EAGAIN || errno == EINTR else { return false }
    client.answer = rest.dropFirst(max(count, 0))
    guard count == rest.count else {
      _ = dhcpward_epoll_set(epoll, EPOLL_CTL_MOD, client.descriptor, EPOLLOUT.rawValue)
      return true
    }
    // What is left unread would make close(2) a reset, and the answer be lost.
    _ = read(&client)
    shutdown(client.descriptor, Int32(SHUT_WR))
    return false
  }

  /// Reads what there is; false when it is gone.
  private func read(_ client: inout Client) -> Bool {
    var bytes = [UInt8](repeating: 0, count: 4 * Self.longestRequest)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe recv(client.descriptor, $0.baseAddress, $0.count, Int32(MSG_DONTWAIT))
    }
    guard count > 0 else { return count < 0 && (errno == EAGAIN || errno == EINTR) }
    client.request += bytes.prefix(min(count, Self.longestRequest - client.request.count))
    return true
  }
}
