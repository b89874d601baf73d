import Foundation
import TestKit
import Testing

@testable import Kernel

@Suite("Privileges given up", .enabled(if: Namespace.isPrivate))
struct PrivilegesTests {
  /// Whether this process may become others: as root of the machine, and not only of a user namespace of one user.
  private static let isRoot: Bool = {
    let map = (try? String(contentsOfFile: "/proc/self/uid_map", encoding: .utf8)) ?? ""
    return getuid() == 0
      && (map.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0) } ?? 0) > 65_534
  }()

  @Test("root becomes another user with two capabilities, and a tool it starts has them and no more")
  func dropped() async {
    guard Self.isRoot else { return }
    await #expect(processExitsWith: .success) {
      try Privileges.drop(to: "nobody")
      let status = try Tool.run(["cat", "/proc/self/status"])
      for line in [
        "Uid:\t65534\t65534\t65534\t65534", "Groups:\t \n", "CapPrm:\t0000000000003000",
        "CapEff:\t0000000000003000", "CapAmb:\t0000000000003000", "NoNewPrivs:\t1",
      ] where !status.contains(line) {
        fatalError("\(line) is not in \(status)")
      }
      let mayNot = try Tool.answer(["cat", "/etc/shadow"])
      precondition(mayNot.status != 0)
      // CAP_NET_ADMIN, of the tool.
      try Tool.run(["ip", "link", "set", "lo", "mtu", "65000"])
      try Tool.run(["ip", "link", "set", "lo", "mtu", "65536"])
      // And again, as who it is already.
      try Privileges.drop(to: "nobody")
    }
  }

  @Test("the group may be another one")
  func group() async {
    guard Self.isRoot else { return }
    await #expect(processExitsWith: .success) {
      try Privileges.drop(to: "nobody", group: "daemon")
      precondition(getgid() == getgrnam("daemon").pointee.gr_gid && getegid() == getgid())
    }
  }

  @Test("who cannot become another user is told so, and so is who lacks a capability")
  func refused() async {
    guard Self.isRoot else { return }
    await #expect(processExitsWith: .success) {
      try Privileges.drop(to: "nobody")
      do {
        try Privileges.drop(to: "daemon")
        fatalError("became daemon")
      } catch {
        precondition("\(error)".hasPrefix("kernel: become daemon (uid 1, gid 1): Operation not permitted"))
      }
    }
    await #expect(processExitsWith: .success) {
      setgid(65_534)
      setuid(65_534)
      do {
        try Privileges.drop(to: "nobody")
        fatalError("kept what it did not have")
      } catch {
        precondition("\(error)".hasPrefix("kernel: keep CAP_NET_ADMIN and CAP_NET_RAW alone: Operation not"))
      }
    }
  }

  @Test("in a namespace that maps one user only nobody can be become, and that is an error")
  func unmapped() async {
    guard !Self.isRoot else { return }
    await #expect(processExitsWith: .success) {
      do {
        try Privileges.drop(to: "nobody")
        fatalError("became nobody")
      } catch {
        precondition("\(error)".hasPrefix("kernel: leave every group: Operation not permitted"))
      }
    }
  }

  @Test("names that are nobody's, and root, are refused with what to do")
  func names() {
    func words(_ user: String, _ group: String? = nil) -> String {
      do throws(SystemError) {
        try Privileges.drop(to: user, group: group)
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(
      words("no-such-user")
        == "kernel: find user no-such-user: No such file or directory; there is no such user: make it by "
        + "`useradd --system no-such-user`, or name another")
    #expect(words("nobody", "no-such-group").hasPrefix("kernel: find group no-such-group: "))
    #expect(words("root").hasSuffix("root gives nothing up: name another user, or none"))
    #expect(words("").hasPrefix("kernel: find user : "))
  }

  @Test("a thread's status is harmless when it names one user, one group and the two capabilities at most")
  func harmless() {
    func lines(_ changes: (String, String) = ("", "")) -> [Substring] {
      """
      Name:	dhcpward
      Uid:	7	7	7	7
      Gid:	8	8	8	8
      CapInh:	0000000000003000
      CapPrm:	0000000000003000
      CapEff:	0000000000003000
      CapBnd:	000001ffffffffff
      CapAmb:	0000000000000000
      """.replacingOccurrences(of: changes.0, with: changes.1).split(separator: "\n")
    }
    #expect(Privileges.isHarmless(lines(), 7, 8))
    #expect(!Privileges.isHarmless(lines(), 8, 8))
    #expect(!Privileges.isHarmless(lines(("8\t8\t8\t8", "8\t0\t8\t8")), 7, 8))
    #expect(!Privileges.isHarmless(lines(("CapEff:\t0000000000003000", "CapEff:\t0000000000003001")), 7, 8))
    #expect(!Privileges.isHarmless(lines(("CapEff", "CapFoo")), 7, 8))
    #expect(!Privileges.isHarmless([], 7, 8))
    #expect(Privileges.isHarmless(lines(("Name:\tdhcpward", "State:\tZ (zombie)")), 0, 0))
    #expect(!Privileges.isHarmless(lines(("Name:\tdhcpward", "State:\tS (sleeping)")), 0, 0))
  }
}
