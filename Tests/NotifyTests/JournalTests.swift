import Daemon
import Foundation
import System
import Testing

@testable import Notify

@Suite("The journal's socket", .serialized)
struct JournalTests {
  /// A socket where entries arrive.
  private func listening(_ body: (_ path: String, _ descriptor: Int32) throws -> Void) throws {
    let folder = try Samples.scratch()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "s").path
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let bound = withUnsafePointer(to: address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(bound == 0)
    try body(path, descriptor)
  }

  private func received(_ descriptor: Int32) -> String? {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }

  @Test("an entry arrives with its fields")
  func arrives() throws {
    let lines = Notebook()
    try listening { (path, descriptor) throws in
      let journal = try JournalSocket(path: path)
      EventLog(.journal, stampsLines: true, journal: journal) { lines.note($0) }.write(Samples.block())
      #expect(
        received(descriptor) == """
          MESSAGE=\(Samples.words)
          PRIORITY=5
          SYSLOG_IDENTIFIER=dhcpward
          DHCPWARD_EVENT=block
          DHCPWARD_INTERFACE=eth0
          DHCPWARD_MAC=02:00:00:00:00:99
          DHCPWARD_REASON=20 messages in 5 s
          DHCPWARD_ORIGIN=watch
          DHCPWARD_SCOPE=dhcp
          DHCPWARD_LENGTH_S=300
          DHCPWARD_STRIKES=1
          DHCPWARD_PORT=vnet3
          DHCPWARD_GUEST=web1
          DHCPWARD_VENDOR=ACME Inc.
          DHCPWARD_DELAY_MS=4.23

          """)
    }
    #expect(lines.all.isEmpty)
  }

  @Test("a journal that is too busy holds nobody up, and is told what it missed")
  func busy() throws {
    let lines = Notebook()
    try listening { (path, descriptor) throws in
      let sink = EventLog(.journal, stampsLines: true, journal: try JournalSocket(path: path)) {
        lines.note($0)
      }
      for number in 0..<20_000 { sink.write(Samples.number(number)) }
      var taken = 0
      while received(descriptor) != nil { taken += 1 }
      #expect(taken > 0 && taken < 20_000)
      sink.write(Samples.block())
      _ = received(descriptor)
      #expect(
        received(descriptor)?.hasPrefix(
          "MESSAGE=\(20_000 - taken) lines were lost, as the journal was too busy\n")
          == true)
      sink.write(Samples.block())
      _ = received(descriptor)
      #expect(received(descriptor) == nil)
    }
    #expect(lines.all.isEmpty)
  }

  @Test("without a journal its lines go to standard error, with their priority")
  func absent() throws {
    let lines = Notebook()
    let journal = try JournalSocket(path: "/nowhere/socket")
    EventLog(.journal, stampsLines: true, journal: journal) { lines.note($0) }.write(Samples.block())
    #expect(lines.all == ["<5>\(Samples.words)\n"])
  }
}
