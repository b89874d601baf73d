import Foundation
import TestKit
import Testing

/// A daemon that gives up being root.
@Suite("The daemon as its own user", .serialized, .enabled(if: Namespace.isPrivate))
struct UserTests {
  // In a user namespace of one user there is nobody else to become.
  private var hasUsers: Bool {
    let map = (try? String(contentsOfFile: "/proc/self/uid_map", encoding: .utf8)) ?? ""
    return map.split(separator: "\n").contains {
      ($0.split(separator: " ").last.flatMap { Int($0) } ?? 0) > 1
    }
  }

  @Test("it keeps two capabilities and nothing else, blocks, and puts everything back")
  func drops() throws {
    guard hasUsers else { return print("not tried: this user namespace has one user") }
    let host = try CommandHost()
    let before = try host.picture()
    let daemon = try Daemon("--interface port0 --mode bridge --user nobody").guarding()
    let status = try String(contentsOfFile: "/proc/\(daemon.pid)/status", encoding: .utf8)
    #expect(status.contains("CapEff:\t0000000000003000"), "\(status)")
    #expect(status.contains("CapBnd") && status.contains("NoNewPrivs:\t1"))
    #expect(!status.contains("Uid:\t0"))
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    #expect(try Program.succeed("explain \(CommandHost.flooder)").contains("blocked until"))
    #expect(daemon.stop() == 0)
    #expect(try host.difference(before) == [])
  }

  @Test("one that cannot become the user it was told to does not start")
  func refused() throws {
    let host = try CommandHost()
    let before = try host.picture()
    for user in ["nobody-of-that-name", "root"] {
      let answer = try Program.run("watch --interface port0 --user \(user)")
      #expect(answer.status != 0)
      #expect(answer.complaints.count == 1, "\(answer.complaint)")
    }
    #expect(try host.difference(before) == [])
  }
}
