import Foundation

/// The moments at which a test kills a program, or fails a disk, counted from 1: each, or every DHCPWARD_STRIDE-th.
///
/// DHCPWARD_OFFSET (0) moves the first of them, modulo the stride: a number that changes with the commit has every
/// moment tried in time. The kernel's minor version is added, so that two kernels try others for the same commit.
public enum Moments {
  /// From one to the next.
  public static let stride = max(1, number("DHCPWARD_STRIDE") ?? 1)

  /// The first.
  public static let first = first(
    stride: stride, offset: number("DHCPWARD_OFFSET") ?? 0, release: kernelRelease)

  /// What a test says that it did, such as `each of` or `one in 3, from 2 on, of`.
  public static let words = stride == 1 ? "each of" : "one in \(stride), from \(first) on, of"

  /// Those of a known number of operations.
  public static func all(of count: Int) -> StrideThrough<Int> {
    Swift.stride(from: first, through: count, by: stride)
  }

  /// The first for a stride of at least 1, an offset and a kernel such as `6.12.1`: from 1 to the stride.
  public static func first(stride: Int, offset: Int, release: String) -> Int {
    let minor = release.split(separator: ".").dropFirst().first.flatMap { Int($0) } ?? 0
    let sum = offset % stride + minor % stride
    return 1 + (sum + stride) % stride
  }

  private static var kernelRelease: String {
    (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
  }

  private static func number(_ name: String) -> Int? {
    guard let text = ProcessInfo.processInfo.environment[name], !text.isEmpty else { return nil }
    guard let number = Int(text) else { fatalError("\(name)=\(text): expected a number") }
    return number
  }
}
