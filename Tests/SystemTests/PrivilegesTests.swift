import Testing

@testable import System

// That they are given up is tested of the daemon (IntegrationTests): a test process has threads, and its first one is
// out of setresuid(3)'s reach.
@Suite("Privileges to be given up")
struct PrivilegesTests {
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
        == "find user no-such-user: No such file or directory; there is no such user: make it by "
        + "`useradd --system no-such-user`, or name another")
    #expect(words("nobody", "no-such-group").hasPrefix("find group no-such-group: "))
    #expect(words("root").hasSuffix("root gives nothing up: name another user, or none"))
    #expect(words("").hasPrefix("find user : "))
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
      """.replacing(changes.0, with: changes.1).split(separator: "\n")
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
