import Glibc
import Wire

/// The name of this machine, gethostname(2).
public enum HostName {
  /// It, fit for a line; `localhost` when the kernel tells none.
  public static var current: String {
    var bytes = [CChar](repeating: 0, count: 256)
    guard unsafe gethostname(&bytes, bytes.count - 1) == 0 else { return "localhost" }
    let name = String(foreign: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) })
    return name.isEmpty ? "localhost" : name
  }
}
