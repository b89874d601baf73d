/// A capture, live or saved, that could not be opened or read.
public struct CaptureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What sort of failure it is, for the choice of an exit code (sysexits.h).
  public enum Kind: Hashable, Sendable, CaseIterable {
    /// The bytes are no capture, damaged, or of an unknown sort: EX_DATAERR, 65.
    case badData
    /// The file or the interface does not exist: EX_NOINPUT, 66.
    case missing
    /// The kernel, the interface or libpcap cannot do it: EX_UNAVAILABLE, 69.
    case unavailable
    /// Reading failed: EX_IOERR, 74.
    case inputOutput
    /// Not permitted: EX_NOPERM, 77.
    case notPermitted
  }

  /// What sort of failure it is.
  public let kind: Kind
  /// The file or the interface.
  public let subject: String
  /// What was tried: `read`, `open live capture on`.
  public let step: String
  /// The system's words, or what is wrong with the bytes.
  public let reason: String
  /// What to do, or what was done nevertheless; empty when there is nothing to say.
  public let advice: String

  init(_ kind: Kind, _ step: String, _ subject: String, _ reason: String, advice: String = "") {
    self.kind = kind
    self.subject = subject
    self.step = step
    self.reason = reason
    self.advice = advice
  }

  /// `STEP SUBJECT: REASON; ADVICE`, on one line whatever the subject's name holds.
  public var description: String {
    "\(step) \(printable(subject)): \(reason)" + (advice.isEmpty ? "" : "; \(advice)")
  }
}

private func printable(_ text: String) -> String {
  String(
    String.UnicodeScalarView(
      text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{fffd}" : $0 }))
}
