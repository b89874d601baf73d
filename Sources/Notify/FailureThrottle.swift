import Wire

/// When a failure is worth a line: the first time, and again after it went well or when it is another one.
struct FailureThrottle {
  // A program's last words may differ each time.
  private static let pace: Duration = .seconds(60)

  private var last: (words: String, at: BootTime)?

  /// The words to be said, if any; `failure` is nil after a success.
  mutating func words(for failure: String?, at now: BootTime) -> String? {
    guard let failure else {
      last = nil
      return nil
    }
    if let last, last.words == failure || now - last.at < Self.pace { return nil }
    last = (failure, now)
    return failure
  }
}
