import System
import Wire

/// Who asks the daemon: a line in, a line out, many at once, nobody waited for.
///
/// Whoever sends too much, reads too little or says nothing for long is told so and dropped; the daemon's work goes on
/// whatever they do.
struct ControlConnections {
  private struct Client {
    let stream: UnixStream
    let since: BootTime
    var request = LineBuffer()
    /// It had an answer, and may just stay.
    var isServed = false
  }

  private var clients: [Client] = []

  /// To be polled for input.
  var descriptors: [Int32] { clients.map(\.stream.descriptor) }

  /// When somebody is to be dropped, if he stays silent.
  var due: BootTime? { clients.first.map { $0.since + ControlServer.patience } }

  /// Hears one more; the longest silent one makes room.
  mutating func add(_ stream: UnixStream, now: BootTime, _ complaint: (ControlServer.Fault) -> String) {
    if clients.count == ControlServer.mostClients {
      Self.send(complaint(.tooMany), to: clients.removeFirst().stream)
    }
    clients.append(Client(stream: stream, since: now))
  }

  /// Takes what they sent, and answers each whole line with the line that `answer` gives for it; `complaint` gives the
  /// line for one that is dropped.
  mutating func serve(
    now: BootTime, _ complaint: (ControlServer.Fault) -> String, _ answer: (String) -> String
  ) {
    clients.removeAll { client in
      guard now - client.since >= ControlServer.patience else { return false }
      if !client.isServed { Self.send(complaint(.tooSlow), to: client.stream) }
      return true
    }
    for index in clients.indices.reversed() where !Self.read(&clients[index], complaint, answer) {
      clients.remove(at: index)
    }
  }

  // False when the client is done with, or to be done with.
  private static func read(
    _ client: inout Client, _ complaint: (ControlServer.Fault) -> String, _ answer: (String) -> String
  ) -> Bool {
    switch client.stream.receive(atMost: ControlServer.longestRequest + 1) {
    case .nothing: return true
    case .end: return false
    case .octets(let part): client.request.append(part)
    }
    while let line = client.request.next() {
      client.isServed = true
      guard send(answer(line), to: client.stream) else { return false }
    }
    guard client.request.count <= ControlServer.longestRequest else {
      send(complaint(.tooLong), to: client.stream)
      return false
    }
    return true
  }

  // A client that does not read what it asked for is nobody to wait for.
  @discardableResult
  static func send(_ line: String, to stream: UnixStream) -> Bool { stream.send(Array((line + "\n").utf8)) }
}
