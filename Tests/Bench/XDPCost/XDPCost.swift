import PacketFilter
import Plans
import System
import TestKit
import Wire

/// What the program at the XDP hook costs a frame, as the kernel measures it (BPF_PROG_TEST_RUN): beside a program that lets
/// all pass. In a guest whose clock counts instructions (Tests/VM/run) its nanoseconds are instructions. Needs root.
@main struct XDPCost {
  static func main() {
    do {
      try measure()
    } catch {
      print("bench: measure the program at the XDP hook: \(error)")
    }
  }

  private static let blocked = MACAddress(bits: 0x0200_0000_0099)

  private static func measure() throws {
    let limits = [(20, 5), (30, 30), (50, 60)].compactMap {
      XDPProgram.Limit(count: $0.0, window: .seconds($0.1))
    }
    // Nobody is blocked by it, so that one frame is counted again and again.
    let policy = XDPProgram(limits: limits, pace: 0)
    let nothing = try BPFProgram(
      code: [0xb7, 0, 0, 0, 2, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0], name: "pass")
    let (plain, narrow, wide) = (try XDPObjects(policy), try XDPObjects(policy), try XDPObjects(policy))
    try block(in: narrow, .dhcp)
    try block(in: wide, .all)
    let message = DHCPv4Frame(source: MACAddress(bits: 0x0200_0000_0001)).bytes
    let flood = DHCPv4Frame(source: blocked).bytes
    // Too short to be told from copies.
    let short = DHCPv4Frame(source: MACAddress(bits: 0x0200_0000_0002)) { $0.payload = [1, 1, 6, 0] }.bytes
    let other = tcp(of: MACAddress(bits: 0x0200_0000_0003))
    let rows: [(String, BPFProgram, [UInt8])] = [
      ("a program that lets all pass", nothing, other), ("not DHCP (TCP)", plain.program, other),
      ("DHCP, counted", plain.program, short), ("DHCP, a copy, dropped", plain.program, message),
      ("DHCP of a blocked source, dropped", narrow.program, flood),
      ("any frame of a blocked source, dropped", wide.program, tcp(of: blocked)),
      ("not DHCP, while somebody is blocked with every frame", wide.program, other),
    ]
    var figures = rows.map { _ in [UInt32]() }
    // Interleaved, so that a slow moment of the machine meets all alike.
    for _ in 0..<7 {
      for (place, row) in rows.enumerated() {
        figures[place].append(try row.1.run(on: row.2, times: 20_000).nanoseconds)
      }
    }
    for (row, some) in zip(rows, figures) {
      let nanoseconds = "\(some.sorted()[some.count / 2])"
      print(String(repeating: " ", count: max(0, 6 - nanoseconds.count)) + "\(nanoseconds) ns  \(row.0)")
    }
    let count = 100_000
    let keys = (0..<UInt64(count)).flatMap { octets(Scope.dhcp.key << 48 | 0x0200_0000_0000 | $0) }
    let values = (0..<count).flatMap { _ in octets(.max) + [UInt8](repeating: 0, count: XDPBlock.length - 8) }
    let start = SystemClock.boot
    try plain[.blocks]?.set(keys: keys, values: values)
    print("\(count) blocks put in: \((SystemClock.boot - start) / .milliseconds(1)) ms")
  }

  private static func tcp(of mac: MACAddress) -> [UInt8] { DHCPv4Frame(source: mac) { $0.proto = 6 }.bytes }

  private static func block(in objects: XDPObjects, _ scope: Scope) throws {
    let value = octets(.max) + [UInt8](repeating: 0, count: XDPBlock.length - 8)
    try objects[.blocks]?.set(octets(scope.key << 48 | blocked.bits), value)
    if scope != .dhcp { objects[.wide] = 1 }
  }

  private static func octets(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value) { Array($0) } }
}
