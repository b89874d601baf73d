/// A tool that dhcpward ran did not do what it was asked.
public struct ToolError: Error, Hashable, Sendable, CustomStringConvertible {
  /// How it ended.
  public enum Status: Hashable, Sendable {
    /// It is in none of `SystemTool.directories`.
    case missing
    /// It could not be started: the system's words.
    case notStarted(String)
    /// It ended by itself with this code.
    case exited(Int32)
    /// This signal ended it.
    case killed(signal: Int32)
    /// It was killed, as it had not ended by then.
    case late(Duration)
  }

  /// The tool's name and its arguments.
  public var command: [String]
  /// How it ended.
  public var status: Status
  /// What it said on standard error, at most `SystemTool.maximumComplaint` bytes.
  public var stderr: String

  /// An error from its parts.
  public init(command: [String], status: Status, stderr: String) {
    self.command = command
    self.status = status
    self.stderr = stderr
  }

  /// Whether the tool was refused for lack of privilege, in the words of ebtables of either flavour.
  public var isNotPermitted: Bool {
    ["you must be root", "Operation not permitted", "Permission denied", "don't have the right permissions"]
      .contains { stderr.contains($0) }
  }

  /// `what was tried: the system's words; what to do`
  public var description: String {
    let line = command.joined(separator: " ")
    let words = Self.oneLine(stderr)
    let tail = words.isEmpty ? "" : ": \(words)"
    let name = command.first ?? "tool"
    return switch status {
    case .missing: "run \(name): not found; install the package \(name) (apt install \(name))"
    case .notStarted(let reason): "run \(line): \(reason)\(tail)"
    case .exited where isNotPermitted: "run \(line)\(tail); run dhcpward as root"
    case .exited(let code): "run \(line)\(words.isEmpty ? ": exit status \(code)" : tail)"
    case .killed(let signal): "run \(line): ended by signal \(signal)\(tail)"
    case .late(let limit):
      "run \(line): no end after \(limit)\(tail); see whether another one holds its lock"
    }
  }

  /// The lines of a complaint as one, without control characters: what a tool prints may hold anything.
  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline)
      .map { String($0.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }) }
      .joined(separator: "; ")
  }
}
