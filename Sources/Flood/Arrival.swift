public import Wire

/// A message and when it came.
public struct Arrival: Hashable, Sendable {
  /// The message.
  public var message: ClientMessage
  /// When.
  public var at: Timestamp

  /// A message and its time.
  @inlinable
  public init(message: ClientMessage, at: Timestamp) {
    self.message = message
    self.at = at
  }
}
