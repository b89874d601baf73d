import Glibc

/// A plain system call that failed.
public struct SystemError: Error, Hashable, CustomStringConvertible {
  /// What was tried, and on what: `open /run/dhcpward/4026531840-eth0.lock`.
  public let operation: String
  /// The system's number for it.
  public let errno: Int32
  /// Reading or writing failed, rather than being asked for.
  public let isInputOutput: Bool
  /// A file could not be made.
  public let isCreation: Bool
  /// What to do about it; empty when there is nothing to say.
  public let advice: String

  package init(
    _ operation: String, errno: Int32, advice: String = "", isInputOutput: Bool = false,
    isCreation: Bool = false
  ) {
    self.operation = operation
    self.errno = errno
    self.advice = advice
    self.isInputOutput = isInputOutput
    self.isCreation = isCreation
  }

  /// `OPERATION: the system's words; what to do`.
  public var description: String {
    "\(operation): \(systemWords(errno))" + (advice.isEmpty ? "" : "; \(advice)")
  }
}

/// What strerror(3) says of an error number.
package func systemWords(_ errno: Int32) -> String {
  guard let words = unsafe strerror(errno) else { return "error \(errno)" }
  return unsafe String(cString: words)
}
