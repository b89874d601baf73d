import Foundation
import TestKit
import Testing

@Suite("A daemon that gives its privileges up", .serialized, .enabled(if: Namespace.isPrivate))
struct PrivilegeTests {
  /// Whether there are other users to become: not so for root of a user namespace of one user.
  private static let hasOthers: Bool = {
    let map = (try? String(contentsOfFile: "/proc/self/uid_map", encoding: .utf8)) ?? ""
    return (map.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0) } ?? 0) > 65_534
  }()

  /// The lines of /proc/PID/status that say who a process is and what it may do.
  private func rights(_ pid: Int32) throws -> [String] {
    try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8).split(separator: "\n").map(String.init)
      .filter { line in
        ["Uid:", "Gid:", "Groups:", "CapInh:", "CapPrm:", "CapEff:", "CapAmb:", "NoNewPrivs:"]
          .contains { line.hasPrefix($0) }
      }
  }

  // What it starts inherits no more than the first two.
  private func expected(group: Int = 65_534, own: String = "0000000000003000") -> [String] {
    ["Uid", "Gid"].map { "\($0):" + String(repeating: "\t\($0 == "Uid" ? 65_534 : group)", count: 4) }
      + ["Groups:\t "] + [
        "CapInh:\t0000000000003000", "CapPrm:\t\(own)", "CapEff:\t\(own)", "CapAmb:\t0000000000003000",
      ]
      + ["NoNewPrivs:\t1"]
  }

  @Test("keeps two capabilities and no more, and builds, blocks and takes back with them, by tools too")
  func dropped() throws {
    guard Self.hasOthers else { return print("not tried: this user namespace has one user") }
    let host = try CommandHost()
    let before = try Tool.run(["ip", "-o", "address", "show", "scope", "global"])
    for dialect in ["nftables", "ebtables"] {
      let daemon = try Daemon("--interface port0 --mode bridge --dialect \(dialect) --user nobody").guarding()
      #expect(try rights(daemon.pid) == expected())
      #expect(try Tool.run(["ip", "-o", "address", "show", "br0"]).contains("192.0.2.1"))
      try host.peer.run(
        Program.flooder, "-i", "peer0", "-s", CommandHost.flooder, "-n", "40", "-r", "200")
      #expect(try daemon.says("blocked \(CommandHost.flooder)"))
      #expect(daemon.stop() == 0, "\(daemon.log)")
      #expect(try Tool.run(["ip", "-o", "address", "show", "scope", "global"]) == before)
    }
  }

  @Test(
    "in mode xdp keeps CAP_BPF, too, and takes over from one that was killed", arguments: ["--mode xdp", ""])
  func hooked(mode: String) throws {
    guard Self.hasOthers else { return print("not tried: this user namespace has one user") }
    let host = try CommandHost()
    let words = "--interface port0 \(mode) --user nobody"
    let first = try Daemon(words).guarding()
    #expect(first.log.contains("mode xdp"), "\(first.log)")
    #expect(try rights(first.pid) == expected(own: "0000008000003000"))
    try host.flood("-n 40 -r 200")
    #expect(try first.says("blocked \(CommandHost.flooder)"))
    first.stop(SIGKILL)
    let second = try Daemon(words).guarding()
    #expect(second.log.contains("mode xdp"), "\(second.log)")
    #expect(second.stop() == 0, "\(second.log)")
    #expect(try !Tool.ip("link show port0").contains("xdp"))
  }

  @Test("has the group that it was given")
  func group() throws {
    guard Self.hasOthers else { return print("not tried: this user namespace has one user") }
    let host = try CommandHost()
    let daemon = try Daemon("--interface port0 --mode bridge --user nobody --group daemon").guarding()
    #expect(try rights(daemon.pid) == expected(group: 1))
    withExtendedLifetime(host) {}
  }

  @Test("does not start where it cannot become who it should, and changes nothing")
  func refused() throws {
    let host = try CommandHost()
    let before = try Tool.run(["ip", "-o", "address"])
    func complaint(_ words: String, wrapper: [String] = []) throws -> String {
      let answer = try Program.run("watch --interface port0 \(words)", wrapper: wrapper)
      #expect(answer.status != 0)
      return answer.complaint
    }
    #expect(try complaint("--user no-such-user").contains("find user no-such-user"))
    #expect(try complaint("--user root").contains("root gives nothing up"))
    if Self.hasOthers {
      let nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
      #expect(try complaint("--user daemon", wrapper: nobody).contains("only root can"))
      #expect(
        try complaint("--mode bridge --user nobody", wrapper: nobody)
          .contains("keep CAP_NET_ADMIN and CAP_NET_RAW alone"))
    } else {
      #expect(try complaint("--user nobody").contains("nobody"))
    }
    #expect(try Tool.run(["ip", "-o", "address"]) == before)
    withExtendedLifetime(host) {}
  }
}
