import Foundation
import TestKit
import Testing

/// `dhcpward config`, and the settings file of the other commands.
@Suite("The settings file at the command line", .serialized, .enabled(if: Namespace.isPrivate))
struct ConfigCommandTests {
  private static let captures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Captures")
  private let flood = Self.captures.appending(path: "flood.pcap").path

  private func file(_ text: String) throws -> String {
    let path = "/run/settings-\(UUID().uuidString).toml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  @Test("check says that a file is in order, or all that is wrong with it, a line each, and exits with 78")
  func check() throws {
    let good = try file("[interface.eth0]\n[interface.eth1]\nban = \"1m\"\n")
    #expect(
      try Program.succeed("config check --config \(good)") == "\(good): in order; guards eth0, eth1\n")
    let bad = try file("ban = 300\n[demon]\n")
    let answer = try Program.run("config check --config \(bad)")
    #expect(answer.status == 78 && answer.output.isEmpty)
    #expect(
      answer.complaint == """
        dhcpward: \(bad):1:7: ban = 300: expected a length of time such as "300s" or "10m"
        dhcpward: \(bad):2:2: demon: no such key at the top: did you mean daemon?

        """)
    for command in ["config show", "replay \(flood)", "explain 02:00:00:00:00:99 \(flood)"] {
      let answer = try Program.run("\(command) --config \(bad)")
      #expect(answer.status == 78 && answer.complaints.count == 2, "\(command)")
    }
  }

  @Test(
    "check and all others refuse a file that others could have written; check names hooks and places like that"
  )
  func untrusted() throws {
    let open = try file("[interface.eth0]\n")
    #expect(chmod(open, 0o666) == 0)
    for command in ["config check", "config show", "watch --interface port0"] {
      let answer = try Program.run("\(command) --config \(open)")
      #expect(answer.status == 78, "\(command)")
      #expect(
        answer.complaint
          == "dhcpward: \(open): others could have written it: \(open) may be written by everybody "
          + "(mode 666); chmod go-w \(open)\n")
    }
    let hook = try file("#!/bin/sh\n")
    #expect(chmod(hook, 0o777) == 0)
    let settings = try file(
      "[daemon]\nstate = \"/tmp/x.db\"\n[hook.a]\ncommand = [\"\(hook)\"]\n[interface.eth0]\n")
    let answer = try Program.run("config check --config \(settings)")
    #expect(answer.status == 78)
    #expect(answer.complaints.count == 2, "\(answer.complaint)")
    #expect(answer.complaint.contains("hook a is not run, as others could change it: \(hook) may be written"))
    #expect(answer.complaint.contains("state is not kept in /tmp/x.db"))
  }

  @Test("a named file that is not there, no file, or too long is refused with the right exit status")
  func missing() throws {
    #expect(try Program.run("config check --config /nonexistent").status == 74)
    #expect(try Program.run("config check --config /run").status == 74)
    #expect(try Program.run("config check --config /dev/zero").status == 78)
    #expect(try Program.run("config check --config=").status == 64)
    #expect(
      try Program.succeed("config check --config /dev/null") == "/dev/null: in order; names no interface\n")
  }

  @Test("show prints what reads back as the same")
  func show() throws {
    let path = try file(
      "ban = \"1m\"\n[interface.eth0]\nbridge = \"br9\"\n[hook.x]\ncommand = [\"/bin/true\"]\n")
    let shown = try Program.succeed("config show --config \(path)")
    #expect(shown.contains("ban = \"1m\"\n") && shown.contains("[interface.eth0]\nbridge = \"br9\"\n"))
    #expect(try Program.succeed("config show --config \(try file(shown))") == shown)
  }

  @Test("replay and explain judge as the file says, on an interface, and options come before it")
  func judged() throws {
    func isBlocked(_ options: String) throws -> Bool {
      try Program.succeed("replay --json \(flood) \(options)").contains("\"verdict\":\"blocked\"")
    }
    let many = "threshold = [\"1000/1ms\"]\nstarvation = \"none\"\n"
    let lax = try file(many)
    #expect(try isBlocked("--config /dev/null"))
    #expect(try !isBlocked("--config \(lax)"))
    #expect(try isBlocked("--config \(lax) --threshold 20/5s"))
    let one = try file("[interface.eth0]\n\(many)")
    #expect(try !isBlocked("--config \(one)"), "the only interface there is")
    let two = try file("[interface.eth0]\n\(many)[interface.eth1]\n")
    #expect(try isBlocked("--config \(two)") && isBlocked("--config \(two) --interface eth1"))
    #expect(try !isBlocked("--config \(two) --interface eth0"))
    let words = try Program.run("explain 02:00:00:00:00:99 \(flood) --config \(two) --interface eth0").output
    #expect(words.contains("1000 messages in 1 ms"), "\(words)")
  }
}
