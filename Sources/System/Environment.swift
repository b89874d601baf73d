import Glibc

/// The process's environment variables, environ(7).
public enum Environment {
  /// The value of a variable; nil when it is not set.
  public static subscript(name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }
}
