public import System

/// A daemon could not be asked, or would not do it: one line for the person, one number for the script.
public struct ControlError: Error, Hashable, CustomStringConvertible {
  /// One line.
  public let description: String
  /// What the command ends with.
  public let status: ExitStatus

  init(_ words: String, _ status: ExitStatus = .unavailable) {
    description = words
    self.status = status
  }
}
