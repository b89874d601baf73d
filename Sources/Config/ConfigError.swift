internal import Wire

/// What is wrong with a settings file: all of it that could be found at once.
public struct ConfigError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One thing that is wrong.
  public struct Complaint: Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public let file: String
    /// The line, from one.
    public let line: Int
    /// The column in characters, from one.
    public let column: Int
    /// What was found and what was expected: printable, no line break.
    public let words: String

    /// `FILE:LINE:COLUMN: what was found: what was expected`.
    public var description: String { "\(String(foreign: file.utf8)):\(line):\(column): \(words)" }
  }

  /// In the order of the file, and no more than a person reads; never empty.
  public let complaints: [Complaint]
  /// How many there are beyond these.
  public let more: Int

  /// A line each.
  public var description: String {
    var lines = complaints.map(\.description)
    if more > 0, let file = complaints.first?.file {
      lines.append("\(String(foreign: file.utf8)): and \(more) more of them")
    }
    return lines.joined(separator: "\n")
  }
}
