public import Wire

/// Something new about a source that its messages showed.
public struct Finding: Hashable, Sendable {
  /// What is to be done about it.
  public enum Verdict: Hashable, Sendable {
    /// Only said.
    case warned
    /// To be blocked.
    case blocked
    /// Over a blocking threshold, but not to be blocked.
    case spared(Spared)
  }

  /// The Ethernet source.
  public let mac: MACAddress
  /// When the message that tripped the threshold came, by its own timestamp.
  public let at: Timestamp
  /// What is to be done.
  public let verdict: Verdict
  /// What tripped.
  public let threshold: Threshold

  /// A finding from its parts.
  public init(mac: MACAddress, at: Timestamp, verdict: Verdict, threshold: Threshold) {
    self.mac = mac
    self.at = at
    self.verdict = verdict
    self.threshold = threshold
  }

  /// The threshold that tripped, in words: `20 messages in 5 s`. Why a source was spared is in the verdict.
  public var reason: String { threshold.words }
}
