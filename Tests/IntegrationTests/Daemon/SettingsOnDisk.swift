import Foundation

/// A directory with a settings file and a state database, gone with the test.
final class SettingsOnDisk {
  let directory: URL
  var file: String { directory.appending(path: "dhcpward.toml").path }
  var state: String { directory.appending(path: "state.db").path }

  /// `text` is what the file says beside where the state is; mode bridge unless it says so.
  init(_ text: String = "[interface.port0]\nmode = \"bridge\"\n") throws {
    directory = FileManager.default.temporaryDirectory.appending(path: "dhcpward-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try write(text)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Replaces the file.
  func write(_ text: String) throws {
    try Data("[daemon]\nstate = \"\(state)\"\n\(text)".utf8).write(to: URL(fileURLWithPath: file))
  }

  /// The daemon that these settings make, guarding.
  func daemon(_ words: String = "") throws -> Daemon { try Daemon("--config \(file) \(words)").guarding() }
}
