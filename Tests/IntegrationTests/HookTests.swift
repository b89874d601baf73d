import Foundation
import TestKit
import Testing

@Suite("The program at a port's XDP hook", .serialized, .enabled(if: Namespace.isPrivate))
struct HookTests {
  static let words = "--interface port0 --mode xdp"

  private func hasProgram() throws -> Bool { try Tool.ip("link show port0").contains("xdpgeneric") }

  @Test(
    "of a flood as fast as can be sent a packet socket hears 19 messages, with the daemon awake, asleep, and dead",
    arguments: ["awake", "asleep", "dead"])
  func exact(state: String) throws {
    let host = try CommandHost()
    let before = try host.picture()
    let daemon = try Daemon(Self.words).guarding()
    let ear = try PacketSocketEar(CommandHost.flooder)
    switch state {
    case "asleep": daemon.send(SIGSTOP)
    case "dead": daemon.stop(SIGKILL)
    default: break
    }
    try host.flood("-t 1")
    #expect(ear.frames() == 19)
    #expect(host.isReachable)
    let others = try PacketSocketEar(CommandHost.other)
    try host.flood("-r 100 -n 15", from: CommandHost.other)
    #expect(others.frames() == 15)
    #expect(try StatusJSON.read().blocks.map(\.mac) == [CommandHost.flooder])
    switch state {
    case "dead": try Program.succeed("unblock --all")
    case "asleep":
      daemon.send(SIGCONT)
      fallthrough
    default:
      #expect(try daemon.says("blocked \(CommandHost.flooder) for 5 min: 20 messages in 5 s"))
      #expect(daemon.stop() == 0)
    }
    #expect(try !hasProgram())
    #expect(try host.difference(before) == [])
  }

  @Test("blocks by hand need no daemon, end by themselves, and are undone whole", arguments: ["dhcp", "all"])
  func byHand(scope: String) throws {
    let host = try CommandHost()
    let before = try host.picture()
    let plan = try Program.succeed("block \(CommandHost.flooder) \(Self.words) --scope \(scope) --dry-run")
    #expect(plan.contains("call bpf_map_lookup_elem"))
    #expect(try !hasProgram())
    try Program.succeed("block \(CommandHost.flooder) \(Self.words) --scope \(scope)")
    #expect(
      try Program.succeed("block \(CommandHost.flooder) \(Self.words) --scope \(scope) --dry-run")
        == "nothing to do\n")
    let ear = try PacketSocketEar(CommandHost.flooder)
    try host.flood("-r 500 -n 50")
    #expect(ear.frames() == 0)
    let block = try #require(try StatusJSON.read().blocks.first)
    #expect(block.mac == CommandHost.flooder && block.scope == scope && block.packets == 50)
    #expect(block.reason == "blocked by hand" && block.until == nil && block.dialect == "bpf")
    #expect(host.isReachable)
    try Program.succeed("block \(CommandHost.peerAddress) \(Self.words) --scope \(scope) --for 2s")
    #expect(host.ignores("192.0.2.1") == (scope == "all"))
    #expect(host.isReachable)
    try Program.succeed("unblock \(CommandHost.flooder)")
    try Program.succeed("unblock --all")
    #expect(try !hasProgram())
    #expect(try host.difference(before) == [])
  }

  @Test("a program of somebody else's stays, and dhcpward says so")
  func foreign() throws {
    let host = try CommandHost()
    try withForeignProgram {
      let answer = try Program.run("block \(CommandHost.flooder) \(Self.words)")
      #expect(answer.status != 0)
      #expect(answer.complaint.contains("not dhcpward's as far as is known, is there"), "\(answer.complaint)")
      #expect(try hasProgram())
      #expect(try Program.run("unblock --all").status == 0)
      #expect(try hasProgram())
    }
    _ = host
  }

  @Test("what takes the program away is undone, and blocks are in force again")
  func takenAway() throws {
    let host = try CommandHost()
    let daemon = try Daemon(Self.words).guarding()
    try host.flood("-r 200 -n 40")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    try Tool.ip("link set port0 xdpgeneric off")
    #expect(try daemon.says("put back"))
    #expect(try hasProgram())
    let ear = try PacketSocketEar(CommandHost.flooder)
    try host.flood("-r 200 -n 40")
    #expect(ear.frames() == 0)
    try Tool.ip("link delete port0")
    #expect(try daemon.says("going on when there is a port0 to listen to"))
    try host.peer.connect("port0", to: "peer0", address: "02:00:00:00:00:01")
    #expect(try daemon.says("listening to port0 again"))
    let deadline = Date() + 10
    while try !hasProgram(), Date() < deadline { usleep(10_000) }
    let other = try PacketSocketEar(CommandHost.flooder)
    try host.flood("-r 200 -n 40")
    #expect(other.frames() == 0)
    #expect(daemon.stop() == 0)
  }

  @Test("a daemon takes over from one that was killed, and judges by other thresholds after a reload")
  func takesOver() throws {
    let host = try CommandHost()
    let first = try Daemon(Self.words).guarding()
    try host.flood("-r 200 -n 40")
    #expect(try first.says("blocked \(CommandHost.flooder)"))
    first.stop(SIGKILL)
    let second = try Daemon("\(Self.words) --threshold 5/1s").guarding()
    #expect(second.log.contains("took over 1 block"), "\(second.log)")
    let blocked = try PacketSocketEar(CommandHost.flooder)
    let counted = try PacketSocketEar(CommandHost.other)
    try host.flood("-r 200 -n 40")
    try host.flood("-r 1000 -n 40", from: CommandHost.other)
    #expect(blocked.frames() == 0)
    #expect(counted.frames() == 4)
    #expect(second.stop() == 0)
    #expect(try !hasProgram())
  }

  @Test("killed at each step, the host stays reachable, and ward down or the next start repairs everything")
  func killed() throws {
    let host = try CommandHost()
    let before = try host.picture()
    var step = Moments.first - Moments.stride
    var survived = false
    while !survived {
      step += Moments.stride
      try #require(step < 400, "the daemon never came to its end")
      survived = try Daemon.survives(Self.words, killedAt: step, of: "sendto,bpf", host)
      #expect(host.isReachable, "killed at \(step)")
      if (step / Moments.stride).isMultiple(of: 2) {
        let down = try Program.run("ward down --port port0")
        // 69: it was killed before the program was there, or after it was gone.
        #expect(down.status == 0 || down.status == 69, "\(down.complaint)")
      } else {
        let next = try Daemon(Self.words).guarding()
        #expect(next.stop() == 0, "taken over after \(step): \(next.log)")
      }
      #expect(try !hasProgram(), "killed at \(step)")
      #expect(try host.difference(before) == [], "killed at \(step)")
    }
    print("killed at \(Moments.words) \(step - 1) calls of bpf(2) and requests")
    #expect(step > 20)
  }

  @Test("who is never blocked is not blocked by the program either")
  func exempt() throws {
    let host = try CommandHost()
    let daemon = try Daemon("\(Self.words) --allow \(CommandHost.other)").guarding()
    usleep(300_000)
    let ear = try PacketSocketEar(CommandHost.other)
    try host.flood("-r 1000 -n 100", from: CommandHost.other)
    #expect(ear.frames() == 100)
    #expect(try StatusJSON.read().blocks.isEmpty)
    #expect(daemon.stop() == 0)
  }

  @Test("who was allowed by a daemon that was killed is counted by the next, which does not allow it")
  func exemptNoMore() throws {
    let host = try CommandHost()
    let first = try Daemon("\(Self.words) --allow \(CommandHost.flooder)").guarding()
    first.stop(SIGKILL)
    let second = try Daemon(Self.words).guarding()
    let ear = try PacketSocketEar(CommandHost.flooder)
    try host.flood("-t 1")
    #expect(ear.frames() == 19)
    #expect(second.stop() == 0)
  }

  @Test(
    "without a daemon the program goes on to limit when the last block is lifted, and nobody is forgotten")
  func limitsOn() throws {
    let host = try CommandHost()
    let words = "\(Self.words) --limit-unknown --allow \(CommandHost.other)"
    let daemon = try Daemon(words).guarding()
    daemon.stop(SIGKILL)
    try Program.succeed("block \(CommandHost.flooder) \(Self.words)")
    try Program.succeed("unblock \(CommandHost.flooder)")
    #expect(try hasProgram())
    let ear = try PacketSocketEar(CommandHost.other)
    try host.flood("-r 1000 -n 100", from: CommandHost.other)
    #expect(ear.frames() == 100)
    try Program.succeed("ward down --port port0")
    #expect(try !hasProgram())
  }

  // The smallest program there is, by the kernel's own tools: none that is not installed for other tests is needed.
  private func withForeignProgram(_ body: () throws -> Void) throws {
    let script = """
      import ctypes, struct, socket
      libc = ctypes.CDLL(None, use_errno=True)
      code = struct.pack('<BBhi', 0xb7, 0, 0, 2) + struct.pack('<BBhi', 0x95, 0, 0, 0)
      code = ctypes.create_string_buffer(code, len(code)); lic = ctypes.create_string_buffer(b'GPL')
      attr = struct.pack('<IIQQIIQII', 6, 2, ctypes.addressof(code), ctypes.addressof(lic), 0, 0, 0, 0, 0)
      attr += b'other'.ljust(16, b'\\0') + struct.pack('<II', 0, 37)
      attr = ctypes.create_string_buffer(attr, 120); fd = libc.syscall(321, 5, attr, 120)
      index = socket.if_nametoindex('port0'); s = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)
      xdp = struct.pack('<HHi', 8, 1, fd) + struct.pack('<HHI', 8, 3, 2)
      body = struct.pack('<BBHiII', 0, 0, 0, index, 0, 0) + struct.pack('<HH', 4 + len(xdp), 43 | 0x8000) + xdp
      s.send(struct.pack('<IHHII', 16 + len(body), 19, 5, 1, 0) + body)
      error = struct.unpack('<i', s.recv(4096)[16:20])[0]
      assert fd > 0 and error == 0, (fd, error)
      """
    try Tool.run(["python3", "-c", script])
    try body()
    try Tool.ip("link set port0 xdpgeneric off")
  }
}
