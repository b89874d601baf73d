import Foundation
import TestKit
import Testing
import Wire

@testable import Capture

@Suite("Live capture", .enabled(if: PrivateNetwork.isOurs), .serialized)
struct LiveCaptureTests {
  /// The last frame sent, so that nobody need wait for what does not come.
  private static let last = DHCPv4Frame(source: MACAddress(bits: 0x02_0000_00ffff)).bytes

  private static func name(_ text: String) throws -> InterfaceName { try #require(InterfaceName(text)) }

  /// Waits for the descriptor and drains, until the last frame came or for three seconds.
  private static func drain(_ capture: inout LiveCapture) throws -> [Lent] {
    var lent: [Lent] = []
    let deadline = Date() + 3
    while lent.last?.bytes != last, Date() < deadline {
      _ = waits(capture.descriptor)
      let before = lent.count
      let count = try capture.drain { span, link, moment in
        lent.append(Lent(bytes: span.indices.map { span[$0] }, link: link, nanoseconds: moment.nanoseconds))
      }
      #expect(count == lent.count - before)
    }
    #expect(lent.popLast()?.bytes == last)
    return lent
  }

  @Test("tagged, SNAP and fragmented messages are seen as they were sent, others are not")
  func frames() throws {
    let wanted = [
      DHCPv4Frame(),
      DHCPv4Frame { $0.tags = [.init(10)] },
      DHCPv4Frame { $0.tags = [.init(10, type: 0x88a8), .init(20)] },
      DHCPv4Frame { $0.tags = [.init(10, type: 0x88a8), .init(20), .init(30)] },
      DHCPv4Frame { $0.framing = .snap() },
      DHCPv4Frame {
        $0.framing = .snap()
        $0.tags = [.init(10), .init(20)]
      },
      DHCPv4Frame { $0.fragment = 0x2000 },
      DHCPv4Frame { $0.ipOptions = [1, 1, 1, 1] },
    ].map(\.bytes)
    let others = [
      DHCPv4Frame { $0.ports.destination = 68 },
      DHCPv4Frame { $0.fragment = 0x2001 },
      DHCPv4Frame { $0.proto = 6 },
      DHCPv4Frame { $0.framing = .ethernetII(0x0806) },
      DHCPv4Frame {
        $0.tags = [.init(10)]
        $0.ports.destination = 547
      },
    ].map(\.bytes)
    try PrivateNetwork.withPair("dwlive") {
      var capture = try LiveCapture(on: Self.name("dwlive"))
      let before = Date().timeIntervalSince1970
      try PrivateNetwork.send(others, from: "dwlivep")
      try PrivateNetwork.send([wanted[0]], from: "dwlive")  // our own: not seen
      try PrivateNetwork.send(wanted + [Self.last], from: "dwlivep")
      let lent = try Self.drain(&capture)
      #expect(lent.map(\.bytes) == wanted)
      #expect(lent.allSatisfy { $0.link == .ethernet })
      #expect(
        lent.allSatisfy { (before...Date().timeIntervalSince1970).contains(Double($0.nanoseconds) / 1e9) })
      #expect(lent.contains { $0.nanoseconds % 1000 != 0 })
      let statistics = try capture.statistics()
      #expect(statistics.received >= 9 && statistics.droppedByKernel == 0)
      #expect(try capture.drain { _, _, _ in } == 0)
    }
  }

  @Test("a frame is captured to its end, where extension headers may reach")
  func snapshot() throws {
    try PrivateNetwork.withPair("dwsnap") {
      try Tool.run(["ip", "link", "set", "dwsnapp", "mtu", "9000"])
      try Tool.run(["ip", "link", "set", "dwsnap", "mtu", "9000"])
      var capture = try LiveCapture(on: Self.name("dwsnap"), promiscuous: true)
      let giant = DHCPv4Frame { $0.message.options += [UInt8](repeating: 0, count: 8000) }.bytes
      try PrivateNetwork.send([giant, Self.last], from: "dwsnapp")
      #expect(try Self.drain(&capture).map(\.bytes) == [giant])
    }
  }

  @Test("an interface that goes away while captured is an error, not a silence", arguments: [false, true])
  func gone(isDownBefore: Bool) throws {
    try PrivateNetwork.withPair("dwgone") {
      var capture = try LiveCapture(on: Self.name("dwgone"))
      if isDownBefore {
        try Tool.run(["ip", "link", "set", "dwgone", "down"])
        #expect(try capture.drain { _, _, _ in } == 0)
      }
      try Tool.run(["ip", "link", "del", "dwgone"])
      let error = #expect(throws: CaptureError.self) {
        for _ in 0..<10 {
          _ = Self.waits(capture.descriptor)
          _ = try capture.drain { _, _, _ in }
        }
      }
      #expect(error?.kind == .inputOutput)
      #expect(
        error?.description
          == "read live capture on dwgone: The interface disappeared; see whether it is still there "
          + "and up (ip -br link)")
    }
  }

  @Test("an interface that goes down costs nothing, and is seen again when it comes up")
  func down() throws {
    try PrivateNetwork.withPair("dwflap") {
      var capture = try LiveCapture(on: Self.name("dwflap"))
      try Tool.run(["ip", "link", "set", "dwflap", "down"])
      var wakings = 0
      for _ in 0..<5 {
        if Self.waits(capture.descriptor) { wakings += 1 }
        #expect(try capture.drain { _, _, _ in } == 0)
      }
      #expect(wakings <= 1)
      try Tool.run(["ip", "link", "set", "dwflap", "up"])
      try PrivateNetwork.send([Self.last], from: "dwflapp")
      #expect(try Self.drain(&capture).isEmpty)
    }
  }

  /// Whether a descriptor has something to say within a tenth of a second.
  private static func waits(_ descriptor: Int32) -> Bool {
    var descriptor = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&descriptor, 1, 100) > 0
  }

  private static func openingError(_ interface: String) -> CaptureError? {
    guard let interface = InterfaceName(interface) else { return nil }
    do throws(CaptureError) {
      _ = try LiveCapture(on: interface)
      return nil
    } catch {
      return error
    }
  }

  @Test("an interface that does not exist, is down or is not Ethernet is refused with what to do")
  func refused() throws {
    #expect(
      Self.openingError("eth9")?.description
        == "open live capture on eth9: No such device exists; name an existing Ethernet interface "
        + "(ip -br link)")
    #expect(Self.openingError("eth9")?.kind == .missing)
    try PrivateNetwork.withPair("dwdown") {
      try Tool.run(["ip", "link", "set", "dwdown", "down"])
      let error = Self.openingError("dwdown")
      #expect(error?.kind == .unavailable)
      #expect(error?.advice == "bring it up first (ip link set dwdown up)")
    }
    let any = Self.openingError("any")
    #expect(any?.kind == .unavailable)
    #expect(any?.reason.hasSuffix("not Ethernet") == true)
  }

  @Test("without permission the error says so and what is needed")
  func notPermitted() async {
    await #expect(processExitsWith: .exitCode(42)) {
      // Version 3 of the header, this thread; no set holds any capability any more.
      let (header, none): ([UInt32], [UInt32]) = ([0x2008_0522, 0], [0, 0, 0, 0, 0, 0])
      guard capset(header, none) == 0 else { exit(1) }
      let error = LiveCaptureTests.openingError("lo")
      print(error?.description ?? "-")
      exit(error?.kind == .notPermitted && error?.advice == "run as root or with CAP_NET_RAW" ? 42 : 2)
    }
  }
}

/// capset(2): also in a user namespace, where no other user may be mapped to become.
@_silgen_name("capset")
private func capset(_ header: UnsafeRawPointer, _ data: UnsafeRawPointer) -> Int32
