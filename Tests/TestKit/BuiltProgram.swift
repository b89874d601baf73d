public import Foundation

/// Programs of this package, as they were built.
public enum BuiltProgram {
  /// Where they are: beside the test bundle, or where DHCPWARD_BIN says.
  public static let directory: URL = {
    if let named = ProcessInfo.processInfo.environment["DHCPWARD_BIN"] {
      let url = URL(fileURLWithPath: named)
      return url.lastPathComponent == "dhcpward" ? url.deletingLastPathComponent() : url
    }
    return bundle
  }()

  /// Where the test bundle is.
  public static let bundle: URL = {
    let program = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return URL(fileURLWithPath: program ?? CommandLine.arguments[0]).deletingLastPathComponent()
  }()

  /// dhcpward itself.
  public static let dhcpward = directory.appending(path: "dhcpward").path
}
