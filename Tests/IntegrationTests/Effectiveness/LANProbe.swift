import Foundation
import TestKit
import Wire

/// A running `lan-probe`, asked a line at a time.
final class LANProbe {
  private let process: ChildProcess
  private let input = Pipe()
  private let output = Pipe()
  private static let program = BuiltProgram.directory.appending(path: "lan-probe").path

  /// The client's end of the wire, in its namespace.
  init(clientsOf server: String, _ address: String, in namespace: Namespace, by interface: String = "eth0")
    throws
  {
    process = try namespace.start(
      [Self.program, "client", interface, server, address], output: output, input: input)
  }

  /// The server's end: here, or in that namespace.
  init(hostIn namespace: Namespace? = nil) throws {
    let words = [Self.program, "host"]
    process =
      try namespace?.start(words, output: output, input: input)
      ?? Tool.start(words, output: output, input: input)
  }

  deinit {
    process.send(SIGKILL)
    process.waitUntilExit()
  }

  /// Whether a TCP connection comes about, by the own stack of that namespace or of the machine under test.
  static func connects(to address: String, from namespace: Namespace? = nil) -> Bool {
    let words = [program, "connect", address]
    return (try? namespace?.run(words) ?? Tool.run(words)) != nil
  }

  /// Whether the client there gets an address, by DISCOVER and REQUEST; they are broadcast, or relayed.
  func lease(_ mac: MACAddress, _ kind: Traffic, within milliseconds: Int) throws -> Answers {
    try answer("lease \(mac) \(milliseconds) \(kind.rawValue)", as: Answers.self)
  }

  /// Who is answered what.
  func judge(
    blocked: MACAddress?, allowed: MACAddress, _ kinds: [Traffic], within milliseconds: Int
  ) throws -> Answers {
    let kinds = kinds.map(\.rawValue).joined(separator: " ")
    let blocked = blocked?.description ?? "-"
    return try answer("judge \(blocked) \(allowed) \(milliseconds) \(kinds)", as: Answers.self)
  }

  /// Opens a packet socket there; false where there is no such interface.
  func tap(_ interface: String) throws -> Bool { try answer("tap \(interface)", as: Bool.self) }

  /// Its process.
  var pid: Int32 { process.processIdentifier }

  /// Opens plain UDP sockets on ports 67 and 547.
  func bindServerPorts() throws -> Bool { try answer("udp", as: Bool.self) }

  /// Closes them.
  func release() throws { _ = try answer("release", as: Bool.self) }

  /// What came to these sockets, by interface, or `udp`.
  func report() throws -> [String: Answers] { try answer("report", as: [String: Answers].self) }

  private func answer<T: Decodable>(_ words: String, as type: T.Type) throws -> T {
    try input.fileHandleForWriting.write(contentsOf: Data("\(words)\n".utf8))
    var line = Data()
    while line.last != UInt8(ascii: "\n") {
      let some = output.fileHandleForReading.availableData
      guard !some.isEmpty else { throw ToolFailure(words: "lan-probe ended at: \(words)") }
      line += some
    }
    return try JSONDecoder().decode(type, from: line)
  }
}
