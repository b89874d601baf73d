import Glibc

/// Where the state database is unless somebody says otherwise.
public enum StatePath {
  /// The directory that packages make.
  public static let directory = "/var/lib/dhcpward"
  /// The file's name.
  public static let name = "dhcpward.db"

  /// systemd's STATE_DIRECTORY, which may list several; else the package's directory where it is; else none, as a
  /// program that is only tried leaves nothing behind.
  public static var standard: String? {
    if let named = Environment["STATE_DIRECTORY"]?.split(separator: ":").first { return "\(named)/\(name)" }
    var status = stat()
    guard unsafe stat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
    return "\(directory)/\(name)"
  }
}
