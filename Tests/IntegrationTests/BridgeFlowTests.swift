import Foundation
import TestKit
import Testing
import Wire

@Suite("Traffic while the bridge comes and goes", .serialized, .enabled(if: Namespace.isPrivate))
struct BridgeFlowTests {
  /// What `Peers/flow.py send` reports.
  struct Flow: Decodable {
    var sent: Int
    var arrived: Int
    var answered: Int
    var gap_ms: Double
    var tcp_bytes: Int
    var tcp_stall_ms: Double
    var tcp: String
  }

  @Test("a thousand datagrams a second and a TCP stream go on: at most two lost, nothing broken")
  func flow() throws {
    let host = try BridgeHost()
    for round in 1...3 {
      try measure(host, "up \(round)") { try host.up() }
      try measure(host, "down \(round)", allowance: Self.allowanceOfLeaving()) { try host.down() }
    }
  }

  /// Linux 6.1 frees a leaving port's VLANs, and waits for a grace period of RCU, between the moment from which
  /// the bridge drops the port's frames and the one from which the host takes them (`nbp_vlan_flush`): some clock
  /// ticks of 4 ms. 6.12 does not wait.
  private static func allowanceOfLeaving() throws -> Int {
    let release = try Tool.run(["uname", "-r"]).split(separator: ".").prefix(2).compactMap { Int($0) }
    return release.lexicographicallyPrecedes([6, 12]) ? 25 : 2
  }

  private func measure(
    _ host: BridgeHost, _ title: String, allowance: Int = 2, _ change: () throws -> Void
  ) throws {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Peers/flow.py")
      .path
    let told = Pipe()
    let echo = try Tool.start(["python3", script, "echo", "9"], output: told)
    defer {
      kill(echo.processIdentifier, SIGKILL)
      echo.waitUntilExit()
    }
    #expect(told.line() == "ready")
    let (output, input) = (Pipe(), Pipe())
    let sender = try host.peer.start(
      ["python3", script, "send", "192.0.2.1", "9"], output: output, input: input)
    #expect(output.line() == "flowing")
    let start = ContinuousClock.now
    try change()
    let took = ContinuousClock.now - start
    try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8))
    let flow = try JSONDecoder().decode(Flow.self, from: output.fileHandleForReading.readDataToEndOfFile())
    sender.waitUntilExit()
    print(
      "\(title): \(took), lost \(flow.sent - flow.arrived) there and \(flow.arrived - flow.answered) back of",
      "\(flow.sent), longest gap \(Int(flow.gap_ms)) ms, TCP stall \(Int(flow.tcp_stall_ms)) ms, \(flow.tcp)")
    #expect(flow.tcp == "whole")
    #expect(flow.tcp_bytes > 0)
    #expect(flow.sent > 1000)
    #expect(flow.sent - flow.arrived <= allowance)
    #expect(flow.arrived - flow.answered <= 2)
  }
}

extension Pipe {
  /// The next line.
  fileprivate func line() -> String {
    var bytes: [UInt8] = []
    while let byte = try? fileHandleForReading.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
