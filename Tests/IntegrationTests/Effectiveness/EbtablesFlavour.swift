import Foundation
import TestKit

/// Makes the machine's `ebtables` the nft or the legacy one as update-alternatives(1) would, but in this process's
/// private mount namespace only, as long as the object lives.
final class EbtablesFlavour {
  private static let place = "/etc/alternatives"
  private let copy: URL

  /// `ebtables-nft` or `ebtables-legacy`.
  init(_ name: String) throws {
    copy = FileManager.default.temporaryDirectory.appending(path: "alternatives-\(UUID().uuidString)")
    try Tool.run(["cp", "-a", Self.place, copy.path])
    try Tool.run(["ln", "-sfn", "/usr/sbin/\(name)", "\(copy.path)/ebtables"])
    try Tool.run(["mount", "--bind", copy.path, Self.place])
  }

  deinit {
    _ = try? Tool.run(["umount", Self.place])
    try? FileManager.default.removeItem(at: copy)
  }
}
