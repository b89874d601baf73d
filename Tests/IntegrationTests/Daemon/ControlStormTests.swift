import Foundation
import TestKit
import Testing

/// Whatever is done to the control socket, the daemon keeps blocking.
@Suite("The daemon, asked by everybody at once", .serialized, .enabled(if: Namespace.isPrivate))
struct ControlStormTests {
  private static let storm = """
    import json, select, socket, sys, time
    path, count = sys.argv[1], int(sys.argv[2])
    def dial():
        s = socket.socket(socket.AF_UNIX); s.settimeout(30); s.connect(path); return s
    # Half a line each, held open all the time; garbage; a line without end.
    half = [dial() for _ in range(20)]
    for s in half: s.sendall(b'{"version":1,')
    bad = dial(); bad.sendall(b'\\x00\\xff garbage\\n'); print("garbage:", bad.recv(4096).decode().strip())
    huge = dial()
    try: huge.sendall(b'x' * 100000)
    except OSError: pass
    try: print("huge:", huge.recv(4096).decode().strip())
    except OSError as e: print("huge:", e)
    for text in (b'{}', b'[]', b'{"version":9,"ask":"status"}', b'{"version":1,"ask":"dance"}',
                 b'{"version":1,"ask":"block"}', b'{"version":1,"ask":"block","macs":["x"]}',
                 b'{"version":1,"ask":"unblock"}', b'{"version":1,"ask":"block","macs":7}'):
        s = dial(); s.sendall(text + b'\\n'); answer = json.loads(s.makefile().readline())
        print("wrong:", answer["error"])
    everybody = [dial() for _ in range(count)]
    for s in everybody: s.sendall(b'{"version":1,"ask":"status"}\\n')
    good = 0
    for s in everybody:
        line = s.makefile().readline()
        if line and json.loads(line).get("schema") == "dhcpward.top/1": good += 1
    print("answered:", good)
    slow = half[0].recv(4096).decode().strip() or "closed"
    print("half:", slow)
    """

  @Test("a thousand clients at once are answered, and who sends rubbish is told what is wrong with it")
  func storm() throws {
    let host = try CommandHost()
    let daemon = try Daemon("--interface port0").guarding()
    let output = Pipe()
    let client = try Tool.start(
      ["python3", "-c", Self.storm, "/run/dhcpward/control.sock", "1000"], output: output)
    try host.flood("-r 200 -n 60")
    #expect(try daemon.says("blocked \(CommandHost.flooder)"))
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    client.waitUntilExit()
    #expect(said.contains("answered: 1000"), "\(said)")
    #expect(said.contains("garbage: {\"error\":\"not a question"), "\(said)")
    #expect(said.contains("huge: {\"error\":\"a question is a line of at most 4096 octets"), "\(said)")
    #expect(said.contains("half: {\"error\":\"no question within 5 s"), "\(said)")
    #expect(said.split(separator: "\n").count { $0.hasPrefix("wrong: ") } == 8, "\(said)")
    try host.flood("-r 200 -n 60", from: CommandHost.other)
    #expect(try daemon.says("blocked \(CommandHost.other)"))
    #expect(daemon.stop() == 0)
  }
}
