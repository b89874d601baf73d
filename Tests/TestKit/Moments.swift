import Foundation

/// The moments at which a test kills a program, counted from 1: each, or where each is dear (an emulator) every
/// DHCPWARD_STRIDE-th, on Linux x.y from the (y modulo stride)-th after the first.
public enum Moments {
  /// From one to the next.
  public static let stride = max(
    1, ProcessInfo.processInfo.environment["DHCPWARD_STRIDE"].flatMap { Int($0) } ?? 1)

  /// Zero, so to say: the first moment less the stride.
  public static let start: Int = {
    let release = try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)
    let minor = release?.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? 0
    return 1 + minor % stride - stride
  }()

  /// What a test says that it did, such as `each of` or `every 5th of`.
  public static let words = stride == 1 ? "each of" : "every \(stride)th of"
}
