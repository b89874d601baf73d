import Foundation
import TestKit
import Testing

@Suite("Interfaces that come late", .serialized, .enabled(if: Namespace.isPrivate))
final class LateInterfaceTests {
  private let settings = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).toml")

  init() throws {
    _ = try? Tool.ip("link delete late0")
    try "[interface.late0]\nmode = \"netdev\"\n".write(to: settings, atomically: true, encoding: .utf8)
  }

  deinit {
    _ = try? Tool.ip("link delete late0")
    try? FileManager.default.removeItem(at: settings)
  }

  @Test("one that the settings name is waited for, as status and the log say, and guarded when it comes")
  func late() throws {
    let daemon = try Daemon("--config \(settings.path) --state none")
    #expect(try daemon.says("waiting for late0: there is no such interface yet"))
    #expect(try Program.succeed("status").contains("waiting for late0: there is no such interface yet"))
    try Tool.ip("link add late0 type veth peer name late1")
    for link in ["late0", "late1"] { try Tool.ip("link set \(link) up") }
    #expect(try daemon.says("late0 has come: guarded from now on"))
    #expect(try Program.succeed("status").contains(" guards late0\n"))
    try Tool.run([Program.flooder, "-i", "late1", "-s", CommandHost.flooder, "-r", "500", "-n", "40"])
    #expect(try daemon.says("blocked \(CommandHost.flooder) for 5 min"))
    #expect(daemon.stop() == 0)
  }
}
