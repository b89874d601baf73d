import Glibc

/// Where the state database is unless somebody says otherwise.
public enum StatePath {
  /// The directory that packages make.
  public static let directory = "/var/lib/dhcpward"
  /// The file's name.
  public static let name = "dhcpward.db"

  /// Where to look for it: in systemd's STATE_DIRECTORY, which may list several, else in the package's directory.
  public static var usual: String { "\(named.map(String.init) ?? directory)/\(name)" }

  /// Where to keep it: the same, or nowhere without that directory, as a program that is only tried leaves nothing
  /// behind.
  public static var standard: String? {
    var status = stat()
    let isThere = unsafe stat(directory, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    return named != nil || isThere ? usual : nil
  }

  private static var named: Substring? { Environment["STATE_DIRECTORY"]?.split(separator: ":").first }
}
