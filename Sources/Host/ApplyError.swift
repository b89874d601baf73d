public import Plans

/// A plan could not be carried out. What had been done of it was taken back, newest first.
public struct ApplyError: Error, CustomStringConvertible {
  /// The step that failed.
  public let change: Change
  /// Where it stands in the plan, from 0.
  public let position: Int
  /// Why: the error of the room that tried it.
  public let cause: any Error
  /// How many steps were taken back.
  public let undone: Int
  /// What was done and could not be taken back; empty when all is as before.
  public let remaining: [Change]

  /// The cause's words, and what became of the steps before.
  public var description: String {
    guard remaining.isEmpty else {
      return "\(cause); not taken back: \(remaining.inWords); \(remaining.remedy)"
    }
    return undone == 0 ? "\(cause); nothing was changed" : "\(cause); all of it was taken back"
  }
}
