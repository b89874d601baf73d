import Foundation
import TestKit
import Testing

/// Nobody cuts off their own ssh session.
@Suite("The next hop of the caller's ssh session", .serialized, .enabled(if: Namespace.isPrivate))
struct SSHSessionTests {
  private static let onLink = "SSH_CONNECTION=192.0.2.2 50000 192.0.2.1 22"
  private static let farAway = "SSH_CONNECTION=198.51.100.7 50000 192.0.2.1 22"
  private static let inV6 = "SSH_CONNECTION=2001:db8::2 50000 2001:db8::1 22"
  private static let hostile = "SSH_CONNECTION=\u{1b}[2Jnobody 1 2 3"

  @Test(
    "is refused by block, on the link, behind a gateway, in IPv6, and when sudo took the variable away",
    arguments: [onLink, farAway, inV6], [[], ["sh", "-c", "env -u SSH_CONNECTION \"$@\"; exit $?", "sh"]])
  func refused(variable: String, sudo: [String]) throws {
    let host = try CommandHost()
    try Tool.ip("route add 198.51.100.0/24 via 192.0.2.2 dev port0")
    for address in ["192.0.2.1", "2001:db8::1"] { #expect(host.answers(address)) }
    let before = try host.picture()
    let answer = try Program.run(
      "block \(CommandHost.peerAddress) --interface port0", wrapper: ["env", variable] + sudo)
    #expect(answer.status == 65)
    #expect(answer.complaint.contains("it is the next hop of your ssh session"), "\(answer.complaint)")
    #expect(try host.difference(before) == [])
  }

  @Test("is nobody where the variable is missing or nonsense")
  func nobody() throws {
    let host = try CommandHost()
    #expect(host.answers("192.0.2.1"))
    let before = try host.picture()
    for words in [["env", Self.hostile], []] {
      let answer = try Program.run(
        "block \(CommandHost.peerAddress) --interface port0 --mode bridge --scope dhcp", wrapper: words)
      #expect(answer.status == 0, "\(answer.complaint)")
      try Program.succeed("unblock --all")
      try Program.succeed("bridge down --port port0")
    }
    #expect(try host.difference(before) == [])
  }

  @Test("is spared by watch")
  func spared() throws {
    let host = try CommandHost()
    #expect(host.answers("192.0.2.1"))
    let daemon = try Daemon(wrapper: ["env", Self.onLink]).guarding()
    try host.flood("-n 60 -r 500", from: CommandHost.peerAddress)
    #expect(try daemon.says("spared \(CommandHost.peerAddress) (ssh session)"))
    #expect(daemon.stop() == 0)
  }
}
