import Foundation
import TestKit

/// The built program, run as a person would run it.
enum Program {
  /// dhcpward itself.
  static let dhcpward = BuiltProgram.dhcpward
  /// The flood generator.
  static let flooder = BuiltProgram.directory.appending(path: "dhcp-flood").path

  /// What a run came to.
  struct Answer {
    let status: Int32
    let output: String
    let complaint: String

    /// The lines of standard error.
    var complaints: [Substring] { complaint.split(separator: "\n") }
  }

  /// Runs dhcpward with these words, split at spaces, to its end. `wrapper` is put before the command.
  static func run(_ words: String, wrapper: [String] = []) throws -> Answer {
    let command = wrapper + [dhcpward] + words.split(separator: " ").map(String.init)
    let answer = try Tool.answer(command)
    return Answer(status: answer.status, output: answer.output, complaint: answer.errors)
  }

  /// The same, of which only success will do.
  @discardableResult
  static func succeed(_ words: String) throws -> String {
    let answer = try run(words)
    guard answer.status == 0 else {
      throw ToolFailure(words: "dhcpward \(words): status \(answer.status): \(answer.complaint)")
    }
    return answer.output
  }
}

/// A running `dhcpward watch`; killed with this object if it was not stopped.
final class Daemon {
  private let process: ChildProcess
  private let file: URL

  /// Starts `dhcpward watch` with these words added, in mode bridge unless they say more. `wrapper` must run it as itself (exec), as strace -D does.
  init(_ words: String = "--interface port0 --mode bridge", wrapper: [String] = []) throws {
    file = FileManager.default.temporaryDirectory.appending(path: "dhcpward-\(UUID().uuidString).log")
    // What a dhcpward of this machine is told and remembers is none of the tests'.
    let own = words.contains("--config") ? [] : ["--config", "/dev/null"]
    let memory = words.contains("--config") || words.contains("--state") ? [] : ["--state", "none"]
    let command =
      wrapper + [Program.dhcpward, "watch"] + words.split(separator: " ").map(String.init) + own + memory
    process = try Tool.start(["sh", "-c", "exec \"$@\" >/dev/null 2>\(file.path)", "sh"] + command)
  }

  deinit {
    process.send(SIGKILL)
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: file)
  }

  var pid: Int32 { process.processIdentifier }
  var isRunning: Bool { process.isRunning }
  /// What it said so far.
  var log: String { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }

  /// Waits until it has said so; false when it ended before.
  func says(_ phrase: String, within seconds: Double = 15) throws -> Bool {
    let deadline = Date() + seconds
    while !log.contains(phrase) {
      guard process.isRunning else { return log.contains(phrase) }
      guard Date() < deadline else {
        throw ToolFailure(words: "no '\(phrase)' within \(seconds) s, but: \(log)")
      }
      usleep(1000)
    }
    return true
  }

  /// Waits until it guards.
  @discardableResult
  func guarding() throws -> Daemon {
    guard try says("blocking at") else { throw ToolFailure(words: "the daemon did not start: \(log)") }
    return self
  }

  /// Sends the signal.
  func send(_ signal: Int32) { process.send(signal) }

  /// Sends the signal, waits for the end, and gives the exit status; minus the signal's number when it was killed.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM) -> Int32 {
    send(signal)
    return ended()
  }

  /// Waits for the end.
  func ended() -> Int32 { process.terminationStatus }
}

/// The number behind the first `phrase` in a text.
func number(after phrase: String, in text: some StringProtocol) throws -> Double {
  let digits = text.range(of: phrase).map { text[$0.upperBound...].prefix { $0.isNumber || $0 == "." } } ?? ""
  guard let number = Double(String(digits)) else {
    throw ToolFailure(words: "no number behind '\(phrase)' in: \(text)")
  }
  return number
}
