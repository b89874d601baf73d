import TestKit
import Testing
import Wire

@testable import Capture

@Suite struct ServerFilterTests {
  private func passes(_ frame: [UInt8]) -> Bool { KernelFilter.passes(frame, ServerFilter.instructions) }

  private func reply(_ change: (inout DHCPv4Frame) -> Void = { _ in }) -> [UInt8] {
    DHCPv4Frame {
      $0.ports = (67, 68)
      $0.payload = [2] + [UInt8](repeating: 0, count: 299)
      change(&$0)
    }.bytes
  }

  @Test("what a server sends passes, untagged and behind one tag, whatever port it goes to")
  func passing() {
    #expect(passes(reply()))
    #expect(passes(reply { $0.ports.destination = 67 }))
    #expect(passes(reply { $0.ipOptions = [1, 1, 1, 1] }))
    for type in [0x8100, 0x88a8] as [UInt16] { #expect(passes(reply { $0.tags = [.init(7, type: type)] })) }
  }

  @Test("requests, other ports, other protocols and later fragments do not")
  func refused() {
    #expect(!passes(reply { $0.payload = [1] + [UInt8](repeating: 0, count: 299) }))
    #expect(!passes(reply { $0.ports.source = 68 }))
    #expect(!passes(reply { $0.proto = 6 }))
    #expect(!passes(reply { $0.fragment = 1 }))
    #expect(!passes(Array(reply().prefix(40))))
  }

  @Test("DHCPv6 from a server's port passes, and nothing else of IPv6")
  func version6() {
    func frame(_ source: UInt16, next: UInt8 = 17) -> [UInt8] {
      var ip = [UInt8](repeating: 0, count: 40)
      (ip[0], ip[6]) = (0x60, next)
      let head = [UInt8](repeating: 2, count: 12) + [0x86, 0xdd]
      return head + ip + [UInt8(source >> 8), UInt8(source & 255), 2, 34, 0, 12, 0, 0, 7, 1, 2, 3]
    }
    #expect(passes(frame(547)))
    #expect(!passes(frame(546)))
    #expect(!passes(frame(547, next: 6)))
  }
}
