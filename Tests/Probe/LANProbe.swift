import Foundation
import TestKit
import Wire

/// `lan-probe client INTERFACE MAC ADDRESS` at a client's end, `lan-probe host` at the server's; both take commands
/// on standard input, a line each, and answer with a line of JSON.
///
///     client:  lease MAC MS discover|relayed
///              judge BLOCKED|- ALLOWED MS KIND...
///     host:    tap INTERFACE | udp | release | report
///
/// `lan-probe connect ADDRESS`: gets through to TCP port 7 by this host's own stack, or fails.
@main
enum LANProbe {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    switch words.first {
    case "client" where words.count == 4:
      guard let mac = MACAddress(words[2]), let address = address(words[3]),
        let client = Client(words[1], Server(mac: mac, address: address))
      else { fail("no client at \(words)") }
      converse(with: { [client.descriptor] }, take: client.take) { answer($0, client) }
    case "host":
      guard let host = Host() else { fail("port 7 is taken") }
      converse(with: { host.descriptors }, take: host.take) { answer($0, host) }
    case "connect" where words.count == 2:
      guard connects(words[1]) else { fail("\(words[1]) does not answer") }
    default: fail("usage: lan-probe client INTERFACE MAC ADDRESS | host | connect ADDRESS")
    }
  }

  private static func answer(_ words: [String], _ client: Client) -> String {
    let macs = words.dropFirst().prefix(2).map { MACAddress($0) }
    switch words.first {
    case "lease" where words.count == 4:
      let kind = Traffic(rawValue: words[3]) ?? .discover
      return macs[0].map { json(client.lease($0, kind, within: Int(words[2]) ?? 1000)) } ?? "{}"
    case "judge" where words.count > 4:
      let kinds = words.dropFirst(4).compactMap(Traffic.init)
      return macs[1].map { json(client.judge(macs[0], $0, kinds, within: Int(words[3]) ?? 1000)) } ?? "{}"
    default: return "{}"
    }
  }

  private static func answer(_ words: [String], _ host: Host) -> String {
    switch (words.first, words.dropFirst().first) {
    case ("tap", let interface?): return "\(host.tap(interface))"
    case ("udp", _): return "\(host.bindServerPorts())"
    case ("report", _): return json(host.report())
    default:
      host.release()
      return "true"
    }
  }

  // Commands as they come; between them whatever the sockets bring.
  private static func converse(
    with descriptors: () -> [Int32], take: () -> Void, _ answer: ([String]) -> String
  ) {
    var pending: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    _ = fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK)
    while true {
      waitForInput([STDIN_FILENO] + descriptors(), milliseconds: nil)
      take()
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      guard count > 0 || (count < 0 && errno == EAGAIN) else { return }
      pending += chunk.prefix(max(0, count))
      while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let words = String(decoding: pending[..<end], as: UTF8.self).split(separator: " ").map(String.init)
        pending.removeSubrange(...end)
        let line = Array((answer(words) + "\n").utf8)
        guard write(STDOUT_FILENO, line, line.count) == line.count else { return }
      }
    }
  }

  private static func connects(_ text: String) -> Bool {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICHOST
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(text, "7", &hints, &found) == 0, let found else { return false }
    let descriptor = socket(found.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0)
    return connect(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0
  }

  private static func address(_ text: String) -> IPv4Address? {
    let numbers = text.split(separator: ".").compactMap { UInt8($0) }
    return numbers.count == 4 ? IPv4Address(bits: numbers.reduce(0) { $0 << 8 | UInt32($1) }) : nil
  }

  private static func json(_ value: some Encodable) -> String {
    (try? JSONEncoder().encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  private static func fail(_ words: String) -> Never {
    FileHandle.standardError.write(Data("lan-probe: \(words)\n".utf8))
    exit(1)
  }
}
